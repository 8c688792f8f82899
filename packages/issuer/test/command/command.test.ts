import { deepStrictEqual, match, ok, rejects, strictEqual } from 'node:assert'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { after, suite, test } from 'node:test'
import { inRepository, plainEnvironment, runNode } from '../support/node-process.ts'

const manifest = JSON.parse(readFileSync(inRepository('packages/issuer/package.json'), 'utf8')) as {
  bin: Record<string, string>
}
const command = inRepository(join('packages/issuer', Object.values(manifest.bin)[0] ?? ''))
const folder = mkdtempSync(join(tmpdir(), 'tokenstile-command-'))
after(() => rmSync(folder, { recursive: true }))

interface Started {
  readonly child: ChildProcess
  readonly endpoint: string
  readonly port: number
  readonly output: string
}

async function withCommand<T>(
  args: readonly string[],
  use: (started: Started) => Promise<T>,
  env: NodeJS.ProcessEnv = {},
): Promise<T> {
  const child = spawn(process.execPath, [command, '--port', '0', ...args], {
    env: { ...plainEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  try {
    let output = ''
    for await (const chunk of child.stdout) {
      output += String(chunk)
      if (output.includes('Ctrl-C')) break
    }
    const [, endpoint = ''] = /^issuer: +(\S+)$/m.exec(output) ?? []
    const [, port] = /^control: +http:\/\/localhost:(\d+)\//m.exec(output) ?? []
    return await use({ child, endpoint, port: Number(port), output })
  } finally {
    child.kill('SIGTERM')
    await exited
  }
}

suite('the command', () => {
  test('starts an issuer on any free port, says where it is, and stops on a signal with exit code 0', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      await withCommand([], async ({ child, endpoint }) => {
        strictEqual((await fetch(`${endpoint}/healthz`)).status, 200)
        const response = await fetch(`${endpoint}/dev/token`, { method: 'POST', body: '{"user":"alice"}' })
        ok(((await response.json()) as { access_token: string }).access_token.startsWith('eyJ'))
        child.kill(signal)
        deepStrictEqual(await once(child, 'exit'), [0, null])
        await rejects(fetch(`${endpoint}/healthz`))
      })
    }
  })

  test('may be called by another name than where it listens', async () => {
    await withCommand(['--issuer', 'http://issuer:4000/'], async ({ endpoint, port }) => {
      strictEqual(endpoint, 'http://issuer:4000')
      const response = await fetch(`http://localhost:${port}/.well-known/openid-configuration`)
      const { issuer, jwks_uri } = (await response.json()) as Record<string, string>
      deepStrictEqual([issuer, jwks_uri], ['http://issuer:4000', 'http://issuer:4000/oauth2/jwks'])
    })
  })

  test('keeps its keys where it is told to', async () => {
    const args = ['--keys', join(folder, 'keys.json')]
    const before = await withCommand(args, readJwks)
    strictEqual(before.keys.length, 1)
    deepStrictEqual(await withCommand(args, readJwks), before)
  })

  test('does not start with a file of keys that is none', async () => {
    const path = join(folder, 'broken-keys.json')
    writeFileSync(path, '{}')
    const { code, output } = await runNode([command, '--port', '0', '--keys', path], folder)
    strictEqual(code, 2)
    match(
      output,
      /^could not start: .*broken-keys.json is no file of keys; delete it to start with a new key\n$/,
    )
  })

  test('takes users and clients from a file, and one more address to go back to', async () => {
    const file = join(folder, 'people.yaml')
    writeFileSync(file, 'users: [{ id: alice, roles: [admin] }]')
    const redirectUri = 'http://localhost:8080/back'
    await withCommand(['--file', file, '--redirect-uri', redirectUri], async ({ endpoint }) => {
      const users = (await (await fetch(`${endpoint}/dev/users`)).json()) as { id: string }[]
      deepStrictEqual(
        users.map(({ id }) => id),
        ['alice'],
      )
      const query = new URLSearchParams({
        client_id: 'local-app',
        redirect_uri: redirectUri,
        response_type: 'code',
        code_challenge: 'x'.repeat(43),
        code_challenge_method: 'S256',
      })
      const page = await fetch(`${endpoint}/oauth2/authorize?${query.toString()}`)
      match(await page.text(), /Log in to Local app/)
    })
  })

  test('beyond loopback prints a token, without which /dev/ is closed', async () => {
    const args = ['--host', '0.0.0.0', '--dangerously-beyond-loopback']
    await withCommand(args, async ({ endpoint, output }) => {
      const [, token = ''] = /^token for \/dev\/: (\S+)$/m.exec(output) ?? []
      strictEqual((await fetch(`${endpoint}/dev/users`)).status, 401)
      const headers = { authorization: `Bearer ${token}` }
      strictEqual((await fetch(`${endpoint}/dev/users`, { headers })).status, 200)
    })
  })

  test('starts in production only when told by the long name', async () => {
    const env = { NODE_ENV: 'production' }
    const { code, output } = await runNode([command, '--port', '0'], folder, env)
    strictEqual(code, 2)
    match(output, /^could not start: .*must not run in production; .* --dangerously-in-production\n$/)
    await withCommand(['--dangerously-in-production'], async ({ endpoint }) => ok(endpoint), env)
  })

  const mistakes: readonly (readonly [readonly string[], RegExp])[] = [
    [['--prot', '1'], /^could not start: Unknown option '--prot'/],
    [['--port', 'http'], /^could not start: --port must be a number from 0 to 65535\n$/],
    [
      ['--host', '0.0.0.0'],
      /^could not start: .*host 0.0.0.0 can be reached from other machines; .* --dangerously-beyond-loopback\n$/,
    ],
    [['--issuer', 'here'], /^could not start: .*endpoint must be an http or https origin/],
    [['--file', 'nowhere.yaml'], /^could not start: nowhere.yaml cannot be opened; is the path right\?\n$/],
    [['--omit', 'sub'], /^could not start: .*omit must be an array of 'auth_time'/],
    [['--webhook', 'http://localhost:1/'], /^could not start: .*url and secret/],
    [['extra'], /^could not start: Unexpected argument 'extra'/],
  ]
  for (const [args, message] of mistakes) {
    test(`refuses ${args.join(' ')} with one sentence and exit code 2`, async () => {
      const { code, output } = await runNode([command, ...args], folder)
      strictEqual(code, 2)
      match(output, message)
      strictEqual(output.trim().split('\n').length, 1, output)
    })
  }

  test('says what it can do', async () => {
    const { code, output } = await runNode([command, '--help'], folder)
    strictEqual(code, 0)
    match(output, /--dangerously-beyond-loopback/)
  })
})

suite('the start', () => {
  const onLinux = process.platform !== 'linux' && 'there is no /proc here'

  // Time on the processor: what else the machine does makes a start longer, but not this.
  test('costs less than 300 ms up to the first answer', { skip: onLinux }, async (t) => {
    const walls: number[] = []
    const costs: number[] = []
    for (let round = 0; round < 10; round++) {
      const start = performance.now()
      await withCommand([], async ({ child, endpoint }) => {
        await (await fetch(`${endpoint}/.well-known/openid-configuration`)).text()
        walls.push(performance.now() - start)
        costs.push(readProcessorMs(child.pid))
      })
    }
    t.diagnostic(
      `first answer: median ${medianOf(walls).toFixed(0)} ms, on the processor ${medianOf(costs)} ms`,
    )
    ok(medianOf(costs) < 300, `it took ${costs.join(', ')} ms`)
  })

  test('stays below 80 MB after a hundred tokens', { skip: onLinux }, async (t) => {
    await withCommand([], async ({ child, endpoint }) => {
      for (let number = 0; number < 100; number++) {
        const body = JSON.stringify({ user: `user-${number}` })
        await (await fetch(`${endpoint}/dev/token`, { method: 'POST', body })).text()
      }
      const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
      const megabytes = Number(kilobytes) / 1024
      t.diagnostic(`resident: ${megabytes.toFixed(0)} MB`)
      ok(megabytes < 80, `${megabytes.toFixed(0)} MB`)
    })
  })
})

async function readJwks({ endpoint }: Started): Promise<{ keys: [] }> {
  const response = await fetch(`${endpoint}/oauth2/jwks`)
  return (await response.json()) as { keys: [] }
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/** What a process has used of the processor, from the clock ticks (hundredths of a second) that Linux counts. */
function readProcessorMs(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
