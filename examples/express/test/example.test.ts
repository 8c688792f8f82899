import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPrintedCalls, type PrintedCall } from './printed-calls.ts'
import { isListening, startExample } from './started-example.ts'

test('every command that the example prints is answered as the line above it says', async (t) => {
  const example = await startExample(t)
  const calls = readPrintedCalls(example.output)
  assert.equal(calls.length, example.output.match(/^curl /gm)?.length)
  for (const call of calls) {
    const response = await send(call)
    assert.equal(response.status, call.status, call.what)
    await response.arrayBuffer()
  }
  assert.deepEqual(countBy(calls.map(({ status }) => status)), { 200: 3, 401: 3, 403: 1 })
})

test('the printed commands show who calls, what is missing and what to do about it', async (t) => {
  const example = await startExample(t)
  const calls = readPrintedCalls(example.output)
  const find = (what: string): PrintedCall => {
    const call = calls.find((one) => one.what.includes(what))
    assert.ok(call !== undefined, what)
    return call
  }
  const alice = (await (await send(find('who am I'))).json()) as Record<string, unknown>
  assert.deepEqual([alice['id'], alice['roles'], alice['isAnonymous']], ['alice', ['admin'], false])

  assert.equal((await send(find('no token'))).headers.get('www-authenticate'), 'Bearer')
  const forged = (await send(find('a forged token'))).headers.get('www-authenticate')
  assert.match(forged ?? '', /^Bearer error="invalid_token"/)
  const login = (await send(find('an hour ago'))).headers.get('www-authenticate')
  assert.match(login ?? '', /error="insufficient_user_authentication".*max_age="300"/)
})

test('what stands before the middleware is open', async (t) => {
  const example = await startExample(t)
  assert.equal((await fetch(new URL('/health', example.url('API')))).status, 200)
})

for (const variable of ['PORT', 'ISSUER_PORT']) {
  test(`a taken ${variable} ends the start with one sentence that says what to do`, async (t) => {
    const { port } = (await startExample(t)).url(variable === 'PORT' ? 'API' : 'issuer')
    const second = await startExample(t, { [variable]: port })
    const [sentence, ...rest] = second.output.trim().split('\n')
    assert.match(sentence ?? '', new RegExp(`^could not start: .*\\b${port}\\b`))
    assert.match(sentence ?? '', new RegExp(` ${variable}=`))
    assert.deepEqual(rest, [])
    assert.deepEqual(await second.stop('SIGKILL'), { code: 1, signal: null })
  })

  test(`${variable} must be a port, and a sentence names it`, { timeout: 10_000 }, async (t) => {
    for (const value of ['http', '65536', '-1', '']) {
      const example = await startExample(t, { [variable]: value })
      assert.equal(example.output, `could not start: ${variable} must be a port number from 0 to 65535\n`)
      assert.deepEqual(await example.stop('SIGKILL'), { code: 1, signal: null })
    }
  })
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(
    `${signal} stops the API and the issuer, also while a connection is open`,
    { skip: process.platform === 'win32' },
    async (t) => {
      const example = await startExample(t)
      const [api, issuer] = [example.url('API'), example.url('issuer')]
      // fetch keeps its connection open.
      assert.equal((await fetch(new URL('/me', api))).status, 401)
      assert.ok((await isListening(api)) && (await isListening(issuer)))
      assert.deepEqual(await example.stop(signal), { code: 0, signal: null })
      assert.ok(!(await isListening(api)) && !(await isListening(issuer)))
    },
  )
}

function send({ url, method, headers }: PrintedCall): Promise<Response> {
  return fetch(url, { method, headers })
}

function countBy(values: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}
