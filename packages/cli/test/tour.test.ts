import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freePort } from './support/free-port.ts'
import { COMMAND, openScene } from './support/scene.ts'

// From packages/cli/.test, where packages are found.
const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
const HERE = new URL('./tour/', import.meta.url)

/** Starts a program and waits until something answers on a port. */
async function start(t: TestContext, args: readonly string[], port: number, env: object): Promise<void> {
  const child = spawn(process.execPath, args, { stdio: 'ignore', env: { ...process.env, ...env } })
  t.after(() => void child.kill('SIGKILL'))
  for (let tries = 0; tries < 200; tries++) {
    if (
      await fetch(`http://localhost:${port}/`).then(
        () => true,
        () => false,
      )
    )
      return
    await new Promise((done) => setTimeout(done, 50))
  }
  assert.fail('it does not answer')
}

test("the README's tour: a local issuer, a token, a call, a refusal explained, a probe that lets nothing through", async (t) => {
  const [, section = ''] = README.split('## See what gets through')
  const [dev = '', rest = ''] = [...section.matchAll(/```sh\n([^]*?)```/g)].map(([, code = '']) => code)
  assert.equal(dev, 'npx @tokenstile/cli dev\n')
  const [issuerPort, port] = [await freePort(), await freePort()]
  await start(t, [COMMAND, 'dev', '--port', String(issuerPort)], issuerPort, {})
  const app = /Put this into `app\.mjs`:\n\n```js\n([^]*?)```/.exec(README)?.[1] ?? assert.fail()
  mkdirSync(HERE, { recursive: true })
  const file = fileURLToPath(new URL('app.mjs', HERE))
  writeFileSync(file, app)
  await start(t, [file], port, { AUTHGEAR_ENDPOINT: `http://localhost:${issuerPort}`, PORT: String(port) })

  const scene = await openScene()
  t.after(scene.close)
  const script = rest
    .replaceAll('npx @tokenstile/cli', 'tokenstile')
    .replaceAll('localhost:4000', `localhost:${issuerPort}`)
    .replaceAll('localhost:3000', `localhost:${port}`)
  const { output, code } = await scene.run(
    `export TOKENSTILE_ISSUER=http://localhost:${issuerPort}\n${script}`,
  )
  assert.equal(code, 0, output)
  assert.match(output, /"id":"alice"/)
  assert.match(output, /REFUSED: [^\n]*expired/)
  assert.match(output, /NOTHING LET THROUGH: no defect was found/)
})
