import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthError, createVerifier, type Auth } from 'tokenstile'
import { authenticate, authorize, requireRecentLogin } from 'tokenstile/fetch'
import { buildToken, issuerOptions, now } from '../support/tokens.ts'

const verifier = createVerifier(issuerOptions(), { now })
const protect = authenticate(verifier)

function requestOf(token?: string, method = 'GET'): Request {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return new Request('https://api.example/orders', { method, headers })
}

/** As SvelteKit, React Router and Astro hand it over: the request, and what belongs to it. */
interface Event {
  readonly request: Request
  readonly locals: { auth?: Auth }
  readonly params: Readonly<Record<string, string>>
}

const eventOf = (token?: string): Event => ({ request: requestOf(token), locals: {}, params: { id: '7' } })

test('takes an event that holds the request, and hands it to the handler', async () => {
  const handler = protect(({ params }: Event, auth) =>
    Response.json({ id: params['id'], subject: auth.subject }),
  )
  const answer = await handler(eventOf(buildToken()))
  assert.deepEqual(await answer.json(), { id: '7', subject: 'user-1' })
})

test('refuses an event whose request has no token or a bad one, and reaches no handler', async () => {
  const handler = protect((_: Event) => assert.fail('the handler was reached'))
  for (const [token, code] of [
    [undefined, 'missing_token'],
    ['abc', 'invalid_token'],
  ] as const) {
    const answer = await handler(eventOf(token))
    assert.equal(answer.status, 401)
    assert.equal(((await answer.json()) as { error: string }).error, code)
  }
})

test('demands more of the caller of an event', async () => {
  const handler = protect(authorize({ scopes: ['write'] })((_: Event, auth) => new Response(auth.subject)))
  assert.equal(await (await handler(eventOf(buildToken()))).text(), 'user-1')
  assert.equal((await handler(eventOf(buildToken({ claims: { scope: 'read' } })))).status, 403)
})

test('gives idToken and onRefused the request, not the event', async () => {
  const seen: unknown[] = []
  const see = (request: Request): undefined => void seen.push(request)
  const guarded = authenticate(verifier, {
    onRefused: (error, request) => {
      see(request)
      return new Response(error.code, { status: 418 })
    },
  })
  const handler = guarded(requireRecentLogin({ idToken: see })((_: Event) => assert.fail('reached')))
  const event = eventOf(buildToken())
  assert.equal(await (await handler(event)).text(), 'reauthentication_required')
  assert.deepEqual(seen, [event.request, event.request])
})

test('stands before the next step, as a middleware does', async () => {
  const middleware = protect(async ({ locals }: Event, auth, next: () => Promise<Response>) => {
    locals.auth = auth
    return next()
  })
  const event = eventOf(buildToken())
  const answer = await middleware(event, async () => new Response(`hello ${event.locals.auth?.subject}`))
  assert.equal(await answer.text(), 'hello user-1')
  const refused = await middleware(eventOf(), () => assert.fail('the next step was reached'))
  assert.equal(refused.status, 401)
})

test('does not take authorize of one event for the authenticate of another', async () => {
  const passed = eventOf(buildToken())
  await protect((_: Event) => new Response())(passed)
  const handler = authorize({})((_: Event) => assert.fail('reached'))
  await assert.rejects(
    async () => handler(eventOf(buildToken()), await verifier.verify(buildToken())),
    (error) => !AuthError.is(error) && /needs authenticate before it/.test(String(error)),
  )
})

test('takes a request for what it is, whatever else it has', async () => {
  // What Next.js hands to a middleware throws where it is asked for its `request`.
  const hint = Object.defineProperty(requestOf(buildToken()), 'request', {
    get: () => assert.fail('was asked'),
  })
  const answer = await protect((request, auth) => new Response(`${request.method} ${auth.subject}`))(hint)
  assert.equal(await answer.text(), 'GET user-1')
})

test('takes an event for what it is, though it has headers of its own', async () => {
  const event = { request: requestOf(buildToken(), 'POST'), headers: { authorization: 'Bearer abc' } }
  const answer = await protect((_: typeof event, auth) => new Response(auth.subject))(event)
  assert.equal(await answer.text(), 'user-1')
})
