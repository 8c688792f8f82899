import {
  Catch,
  UseFilters,
  type ArgumentsHost,
  type ExceptionFilter,
  type INestApplication,
} from '@nestjs/common'
import { IoAdapter } from '@nestjs/platform-socket.io'
import { WsAdapter } from '@nestjs/platform-ws'
import { SubscribeMessage, WebSocketGateway, type WsResponse } from '@nestjs/websockets'
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { AuthError, toResponse } from 'tokenstile'
import {
  AuthenticateGateway,
  authOf,
  Authorize,
  CurrentUser,
  RequireRecentLogin,
  RequireScopes,
} from 'tokenstile/nest'
import { testKey } from '../../support/keys.ts'
import { buildToken, ISSUER } from '../../support/tokens.ts'
import { nestTest, serveNest, type NestPlan } from '../served-nest.ts'
import { openIo, openPlain, type Opening, type OpenSocket, type SocketClient } from '../socket-clients.ts'

type User = { readonly id: string } | undefined

@AuthenticateGateway()
@RequireScopes('read')
@WebSocketGateway()
class Chat {
  readonly opened: unknown[] = []

  handleConnection(socket: object): void {
    this.opened.push(authOf(socket)?.subject)
  }

  @SubscribeMessage('me')
  me(@CurrentUser() user: User): WsResponse<unknown> {
    return { event: 'me', data: user?.id ?? null }
  }

  @SubscribeMessage('clear')
  @RequireScopes('admin')
  clear(): WsResponse<unknown> {
    return { event: 'cleared', data: null }
  }

  @SubscribeMessage('pay')
  @RequireRecentLogin({ idToken: ({ headers }) => headers['x-id-token'] as string })
  pay(): WsResponse<unknown> {
    return { event: 'paid', data: null }
  }
}

@AuthenticateGateway()
@WebSocketGateway()
class Lobby {
  @SubscribeMessage('me')
  me(@CurrentUser() user: User): WsResponse<unknown> {
    return { event: 'me', data: user?.id ?? null }
  }
}

@Catch(AuthError)
class OwnFilter implements ExceptionFilter<AuthError> {
  catch({ code }: AuthError, host: ArgumentsHost): void {
    const client = host
      .switchToWs()
      .getClient<{ readonly readyState?: number; send(text: string): void } & Emits>()
    if (client.readyState === undefined) client.emit('own', code)
    else client.send(JSON.stringify({ event: 'own', data: code }))
  }
}
interface Emits {
  emit(event: string, data: unknown): void
}

@UseFilters(OwnFilter)
@AuthenticateGateway()
@WebSocketGateway()
class FilteredAbove extends Chat {}

@AuthenticateGateway()
@UseFilters(OwnFilter)
@WebSocketGateway()
class FilteredBelow extends Chat {}

@AuthenticateGateway()
@Authorize({ check: () => assert.fail('broken') })
@WebSocketGateway()
class Broken {}

@RequireScopes('write')
@WebSocketGateway()
class Moderation extends Chat {}

/** A library of sockets. socket.io knows neither codes nor reasons. */
interface Library {
  readonly name: string
  readonly open: OpenSocket
  readonly use: (app: INestApplication) => unknown
  readonly closing: (code: number, reason: string) => string
}

const LIBRARIES: readonly Library[] = [
  {
    name: 'ws',
    open: openPlain,
    use: (app) => app.useWebSocketAdapter(new WsAdapter(app)),
    closing: (code, reason) => `${code} ${reason}`,
  },
  {
    name: 'socket.io',
    open: openIo,
    use: (app) => app.useWebSocketAdapter(new IoAdapter(app)),
    closing: () => 'io server disconnect',
  },
]

const bearer = (claims: object = {}): Opening => ({
  headers: { authorization: `Bearer ${buildToken({ claims: { ...claims } })}` },
})

for (const { name, open, use, closing } of LIBRARIES) {
  const serve = async (t: TestContext, opening: Opening, plan: NestPlan = {}): Promise<SocketClient> => {
    const { url } = await serveNest(t, { providers: [Chat], configure: use, ...plan })
    return open(t, url, opening)
  }

  /** Expects that the socket is told why, and closed. */
  const assertTurnedAway = async (client: SocketClient, status: number, code: string): Promise<void> => {
    const { event, data } = await client.next()
    const told = data as Record<'status' | 'code' | 'message', string>
    assert.deepEqual([event, told.status, told.code], ['exception', 'error', code])
    assert.equal(await client.closed, closing(4000 + status, code))
  }

  nestTest(`knows who opened a socket of ${name}, when it is opened and with each message`, async (t) => {
    const { app, url } = await serveNest(t, { providers: [Chat], configure: use })
    const client = open(t, url, bearer({ sub: 'alice' }))
    client.send('me')
    assert.deepEqual(await client.next(), { event: 'me', data: 'alice' })
    assert.deepEqual(app.get(Chat).opened, ['alice'])
  })

  const refused: readonly (readonly [string, Opening, number, string])[] = [
    ['nobody', {}, 401, 'missing_token'],
    ['a bad token', { headers: { authorization: 'Bearer abc' } }, 401, 'invalid_token'],
    ['who lacks what the class demands', bearer({ scope: 'write' }), 403, 'insufficient_scope'],
    [
      'a page of a foreign origin',
      { headers: { ...bearer().headers, origin: 'https://evil.example' } },
      403,
      'csrf_rejected',
    ],
  ]
  for (const [who, opening, status, code] of refused) {
    nestTest(`closes a socket of ${name} that is opened by ${who}, and says why`, async (t) => {
      const { app, url } = await serveNest(t, { providers: [Chat], configure: use })
      await assertTurnedAway(open(t, url, opening), status, code)
      assert.deepEqual(app.get(Chat).opened, [])
    })
  }

  nestTest(
    `demands of who opens a socket of ${name} what a class demands that extends the gateway`,
    async (t) => {
      const plan = { providers: [Moderation] }
      await assertTurnedAway(await serve(t, bearer({ scope: 'read' }), plan), 403, 'insufficient_scope')
      const client = await serve(t, bearer({ scope: 'read write' }), plan)
      client.send('me')
      assert.deepEqual(await client.next(), { event: 'me', data: 'user-1' })
    },
  )

  nestTest(
    `closes a socket of ${name} with 4503 where nobody can say whether its token is good`,
    async (t) => {
      const settings = { revocation: { isRevoked: () => assert.fail('broken'), epoch: () => 1 } }
      await assertTurnedAway(await serve(t, bearer(), { settings }), 503, 'revocation_unavailable')
    },
  )

  nestTest(`closes a socket of ${name} for a fault of the program, and says nothing`, async (t) => {
    const client = await serve(t, bearer(), { providers: [Broken] })
    assert.equal(await client.closed, closing(1011, ''))
  })

  nestTest(`refuses one message of ${name} and goes on`, async (t) => {
    const client = await serve(t, bearer())
    client.send('clear')
    const { error, error_description: message } = JSON.parse(
      toResponse(new AuthError('insufficient_scope')).body,
    ) as Record<string, string>
    assert.deepEqual(await client.next(), {
      event: 'exception',
      data: { status: 'error', code: error, message },
    })
    client.send('me')
    assert.deepEqual(await client.next(), { event: 'me', data: 'user-1' })
  })

  nestTest(`asks for an ID token of who opened a socket of ${name}`, async (t) => {
    const client = await serve(t, bearer())
    client.send('pay')
    const { data } = await client.next()
    assert.equal((data as { code: string }).code, 'insufficient_user_authentication')
  })

  nestTest(`refuses messages of ${name} from the moment that the token is revoked`, async (t) => {
    let isRevoked = false
    const revocation = { isRevoked: () => isRevoked, epoch: () => Number(isRevoked) }
    const client = await serve(t, bearer(), { settings: { revocation } })
    client.send('me')
    assert.deepEqual(await client.next(), { event: 'me', data: 'user-1' })
    isRevoked = true
    client.send('me')
    const { event, data } = await client.next()
    assert.deepEqual([event, (data as { code: string }).code], ['exception', 'invalid_token'])
  })

  nestTest(
    `closes a socket of ${name} with 4401 when its token ends, once, though gateways share it`,
    async (t) => {
      const { verifier, url } = await serveNest(t, { providers: [Chat, Lobby], configure: use })
      const client = open(t, url, bearer())
      client.send('me')
      await client.next()
      verifier.distrustKey(ISSUER, { kid: testKey().kid })
      assert.equal(await client.closed, closing(4401, 'key_distrusted'))
    },
  )

  nestTest(`lets anybody open a socket of ${name} where authentication is optional`, async (t) => {
    const client = await serve(t, {}, { providers: [Lobby], options: { optional: true } })
    client.send('me')
    assert.deepEqual(await client.next(), { event: 'me', data: null })
    const bad = await serve(t, bearer({ exp: 1 }), { providers: [Lobby], options: { optional: true } })
    await assertTurnedAway(bad, 401, 'invalid_token')
  })

  nestTest(`leaves a refusal to a filter of the gateway, of ${name}`, async (t) => {
    for (const gateway of [FilteredAbove, FilteredBelow]) {
      const client = await serve(t, bearer(), { providers: [gateway] })
      client.send('clear')
      assert.deepEqual(await client.next(), { event: 'own', data: 'insufficient_scope' })
    }
  })
}

nestTest('takes the token that socket.io sends along, before one in a header', async (t) => {
  @AuthenticateGateway<{ readonly handshake: { readonly auth: { readonly token?: unknown } } }>({
    token: ({ handshake }) => handshake.auth.token,
  })
  @WebSocketGateway()
  class Browsers {
    @SubscribeMessage('me')
    me(@CurrentUser() user: User): WsResponse<unknown> {
      return { event: 'me', data: user?.id }
    }
  }
  const { url } = await serveNest(t, {
    providers: [Browsers],
    configure: (app) => app.useWebSocketAdapter(new IoAdapter(app)),
  })
  const client = openIo(t, url, { ...bearer(), auth: { token: buildToken({ claims: { sub: 'alice' } }) } })
  client.send('me')
  assert.deepEqual(await client.next(), { event: 'me', data: 'alice' })

  for (const [auth, code] of [
    [{}, undefined],
    [{ token: null }, undefined],
    [{ token: '' }, 'invalid_request'],
    [{ token: [buildToken()] }, 'invalid_request'],
    [{ token: `${buildToken()} x` }, 'invalid_request'],
    [{ token: 'abc' }, 'invalid_token'],
  ] as const) {
    const other = openIo(t, url, { ...bearer(), auth })
    other.send('me')
    const { event, data } = await other.next()
    assert.equal(event === 'me' ? undefined : (data as { code: string }).code, code)
  }
})

nestTest('takes the token of a cookie from pages of allowed origins alone', async (t) => {
  const cookie = { name: '__Host-token', allowedOrigins: ['https://app.example'] }
  const { url } = await serveNest(t, {
    providers: [Lobby],
    settings: { cookie },
    configure: (app) => app.useWebSocketAdapter(new WsAdapter(app)),
  })
  const headers = { cookie: `__Host-token=${buildToken()}` }
  const allowed = openPlain(t, url, { headers: { ...headers, origin: 'https://app.example' } })
  allowed.send('me')
  assert.deepEqual(await allowed.next(), { event: 'me', data: 'user-1' })
  assert.equal(await openPlain(t, url, { headers }).closed, '4403 csrf_rejected')
})
