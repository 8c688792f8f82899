import { createIssuer, type Breakage, type Issuer, type RunningIssuer } from '@tokenstile/issuer'
import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from 'node:assert'
import { after, afterEach, before, suite, test } from 'node:test'

const JWKS = '/oauth2/jwks'

for (const where of ['over HTTP', 'in the process'] as const) {
  suite(`a broken path, ${where}`, () => {
    let running: RunningIssuer
    let get: (init?: RequestInit) => Promise<Response>
    before(async () => {
      running = await createIssuer().listen()
      const fetchIt: Issuer['fetch'] = where === 'over HTTP' ? fetch : running.fetch
      get = (init) => fetchIt(`${running.endpoint}${JWKS}`, init)
    })
    afterEach(() => running.mendPath())
    after(() => running.close())

    test('answers with a status, as often as it was told to', async () => {
      running.breakPath(JWKS, { status: 503, times: 2 })
      const statuses = [(await get()).status, (await get()).status, (await get()).status]
      deepStrictEqual(statuses, [503, 503, 200])
      running.breakPath(JWKS, { status: 304 })
      strictEqual((await get()).status, 304)
    })

    test('answers late', async () => {
      running.breakPath(JWKS, { delayMs: 60 })
      const start = performance.now()
      const response = await get()
      ok(performance.now() - start >= 55)
      deepStrictEqual(await response.json(), await running.jwks())
    })

    test('does not keep waiting for who has gone', async () => {
      running.breakPath(JWKS, { delayMs: 3_600_000 })
      await rejects(get({ signal: AbortSignal.timeout(30) }), { name: 'TimeoutError' })
    })

    test('cuts the body that it announced', async () => {
      running.breakPath(JWKS, { truncateAtBytes: 20 })
      const response = await get()
      ok(Number(response.headers.get('content-length')) > 100)
      const seen: string[] = []
      await rejects(async () => {
        for await (const chunk of response.body ?? []) seen.push(Buffer.from(chunk as Uint8Array).toString())
      })
      strictEqual(seen.join(''), JSON.stringify(await running.jwks()).slice(0, 20))
    })

    test('drips', async () => {
      running.breakPath(JWKS, { dripBytesPerSecond: 5000 })
      const start = performance.now()
      const text = await (await get()).text()
      deepStrictEqual(JSON.parse(text), await running.jwks())
      ok(performance.now() - start >= (text.length / 5000) * 1000 * 0.5)
    })

    test('drops the connection', async () => {
      running.breakPath(JWKS, { drop: true })
      await rejects(get(), TypeError)
      strictEqual(running.requests(JWKS).at(-1)?.status, undefined)
    })

    test('sends garbage that says it is JSON', async () => {
      running.breakPath(JWKS, { garbage: true })
      const response = await get()
      match(response.headers.get('content-type') ?? '', /json/)
      await rejects(response.json(), SyntaxError)
    })

    test('is whole again once it is mended, alone or with all others', async () => {
      running.breakPath(JWKS, { status: 500 })
      running.breakPath('/healthz', { status: 500 })
      running.mendPath(JWKS)
      strictEqual((await get()).status, 200)
      strictEqual((await fetch(`${running.endpoint}/healthz`)).status, 500)
      running.mendPath()
      strictEqual((await fetch(`${running.endpoint}/healthz`)).status, 200)
    })
  })
}

suite('a path cannot be broken', () => {
  const issuer = createIssuer()
  const refused: readonly (readonly [string, Breakage, RegExp])[] = [
    ['oauth2/jwks', { status: 500 }, /path must be one of the issuer's paths/],
    ['/oauth2/jwks?x=1', { status: 500 }, /path must be one of the issuer's paths/],
    ['/oauth2/jwk', { status: 500 }, /path must be one of the issuer's paths/],
    ['/dev/token', { status: 500 }, /path must be one of the issuer's paths/],
    [JWKS, {}, /say one way/],
    [JWKS, { status: 500, drop: true }, /say one way/],
    [JWKS, { status: 99 }, /status must be a whole number from 200 to 599/],
    [JWKS, { times: 0, status: 500 }, /times must be a whole number of at least 1/],
    [JWKS, { burn: true } as Breakage, /'burn' is not an option/],
  ]
  for (const [path, breakage, message] of refused) {
    test(`${path} by ${JSON.stringify(breakage)}`, () => {
      throws(() => issuer.breakPath(path, breakage), message)
    })
  }
})
