import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { COMMAND, until } from '../support/command.ts'
import { freePort, temporaryFolder } from '../support/program.ts'

const DOCS = new URL('../../../../docs/gateway/', import.meta.url)
const GATEWAY = 'npx @tokenstile/gateway'

/** The pages of proxies: the proxy of the configuration, and the files that the commands write. */
const PAGES = [
  { page: 'nginx.md', proxy: 'nginx', written: ['tokenstile.conf'] },
  { page: 'caddy.md', proxy: 'caddy', written: ['Caddyfile'] },
  { page: 'haproxy.md', proxy: 'haproxy', written: ['haproxy.cfg', 'tokenstile.lua'] },
  { page: 'traefik.md', proxy: 'traefik', written: ['tokenstile.yaml'] },
  { page: 'kubernetes.md', proxy: 'envoy', written: ['tokenstile-gateway.yaml'] },
] as const

interface Block {
  readonly language: string
  readonly lines: readonly string[]
}

function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(new URL(page, DOCS), 'utf8')
  return Array.from(text.matchAll(/^```(\w+)\n([^]*?)^```$/gm), ([, language = '', body = '']) => ({
    language,
    lines: body.trimEnd().split('\n'),
  }))
}

for (const { page, proxy, written } of PAGES) {
  describe(page, () => {
    const blocks = blocksOf(page)
    const commands = blocks.filter(({ language }) => language === 'sh').flatMap(({ lines }) => lines)

    test('has commands that do what it says, and blocks that are in what they print', async (t) => {
      const folder = temporaryFolder(t)
      const example = readFileSync(new URL('example.yaml', DOCS), 'utf8')
      writeFileSync(join(folder, 'gateway.yaml'), example.replace('proxy: nginx', `proxy: ${proxy}`))
      const printed: string[] = []
      for (const command of commands) {
        if (command === `${GATEWAY} gateway.yaml`) continue
        const line = command.replace(GATEWAY, `"${process.execPath}" "${COMMAND}"`)
        const { status, stderr } = spawnSync('sh', ['-ec', line], { cwd: folder, encoding: 'utf8' })
        assert.equal(status, 0, `${command}: ${stderr}`)
        printed.push(...written.filter((file) => command.endsWith(`> ${file}`)))
      }
      for (const file of written) assert.ok(printed.includes(file), `${file} is not written`)
      const output = written.flatMap((file) => linesOf(readFileSync(join(folder, file), 'utf8'))).join('\n')
      for (const { language, lines } of blocks) {
        if (language === 'sh') continue
        const part = linesOf(lines.join('\n')).join('\n')
        assert.ok(output.includes(part), `not printed:\n${part}`)
      }
    })

    test('has a command that starts the gateway', async (t) => {
      if (page === 'kubernetes.md') return
      assert.ok(commands.includes(`${GATEWAY} gateway.yaml`))
      const folder = temporaryFolder(t)
      const example = readFileSync(new URL('example.yaml', DOCS), 'utf8')
      writeFileSync(join(folder, 'gateway.yaml'), example.replace('proxy: nginx', `proxy: ${proxy}`))
      const env = { ...process.env, TOKENSTILE_GATEWAY__LISTEN__PORT: String(await freePort()) }
      const child = spawn(process.execPath, [COMMAND, 'gateway.yaml'], { cwd: folder, env })
      const ended = once(child, 'exit')
      let out = ''
      child.stdout.on('data', (text) => (out += String(text)))
      t.after(async () => {
        child.kill('SIGKILL')
        await ended
      })
      await until(() => out.includes('listening on') || child.exitCode !== null)
      assert.match(out, /^listening on 127\.0\.0\.1:\d+$/m)
    })
  })
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').map((line) => line.trim())
}
