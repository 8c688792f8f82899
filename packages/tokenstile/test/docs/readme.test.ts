import { createIssuer, type RunningIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { inRepository, runNode } from '../package/child-process.ts'
import { createPackedProject, type PackedProject } from '../package/packed-project.ts'
import { readBlocksOf } from './code-blocks.ts'

const [install, start] = readBlocksOf('README.md', 'sh').map(({ text }) => text)
const [application, handler, routeTest] = readBlocksOf('README.md', 'js').map(({ text }) => text)

let project: PackedProject
let issuer: RunningIssuer

before(async () => {
  // Stands for the install line: the packed library, and express from this repository.
  project = await createPackedProject()
  for (const name of ['express', '@tokenstile']) project.link(name)
  issuer = await createIssuer().listen()
})
after(async () => {
  await issuer.close()
  project.remove()
})

test('the install line and the start line of the README name what the blocks need', () => {
  assert.equal(install, 'npm install tokenstile express\n')
  assert.equal(start, 'AUTHGEAR_ENDPOINT=https://your-project.authgear.cloud node app.mjs\n')
})

test("the package's README shows the same ten lines", () => {
  assert.deepEqual(
    readBlocksOf('packages/tokenstile/README.md', 'js').map(({ text }) => text),
    [application],
  )
})

test("the README's ten lines protect a route", async () => {
  project.write('app.mjs', application as string)
  const port = await findFreePort()
  const env = { ...process.env, AUTHGEAR_ENDPOINT: issuer.endpoint, PORT: String(port) }
  const child = spawn(process.execPath, ['app.mjs'], { cwd: project.folder, env, stdio: 'inherit' })
  const exited = once(child, 'exit')
  try {
    const call = async (path: string, user?: { id: string; roles?: string[] }): Promise<Response> => {
      const headers = user === undefined ? {} : { authorization: `Bearer ${await issuer.token({ user })}` }
      return fetchWhenUp(`http://localhost:${port}${path}`, headers)
    }
    assert.equal((await call('/me')).status, 401)
    const me = await call('/me', { id: 'alice' })
    assert.equal(me.status, 200)
    assert.equal(((await me.json()) as { id: string }).id, 'alice')
    assert.equal((await call('/admin', { id: 'alice' })).status, 403)
    assert.deepEqual(await (await call('/admin', { id: 'bob', roles: ['admin'] })).json(), { hello: 'bob' })
  } finally {
    child.kill()
    await exited
  }
})

test("the README's handler without a framework tells a user from a refusal", async () => {
  project.write(
    'handler.mjs',
    (handler as string).replace('https://your-project.authgear.cloud', issuer.endpoint),
  )
  const token = await issuer.token({ user: 'alice' })
  project.write(
    'call.mjs',
    `import { handle } from './handler.mjs'
    const call = (headers) => handle({ headers })
    const answers = [await call({ authorization: ${JSON.stringify(`Bearer ${token}`)} }), await call({})]
    console.log(JSON.stringify(answers.map(({ status, body }) => (status === 200 ? body : status))))`,
  )
  const { code, output } = await runNode(['call.mjs'], project.folder)
  assert.equal(code, 0, output)
  assert.deepEqual(JSON.parse(output), ['hello alice', 401])
})

test("the README's test of a protected route passes", async () => {
  project.write('route.test.mjs', routeTest as string)
  const { code, output } = await runNode(['--test', 'route.test.mjs'], project.folder)
  assert.equal(code, 0, output)
  assert.match(output, /pass 1/)
})

test('every link of the README leads to a file', () => {
  const text = readFileSync(inRepository('README.md'), 'utf8')
  const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target as string)
  assert.ok(targets.length > 5)
  for (const target of targets) assert.ok(existsSync(inRepository(target)), `README.md links to ${target}`)
})

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Asks until the application listens; gives up after a bounded number of tries. */
async function fetchWhenUp(url: string, headers: Record<string, string>): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetch(url, { headers })
    } catch (error) {
      if (attempt === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
