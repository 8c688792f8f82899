import { UseGuards } from '@nestjs/common'
import { WsAdapter } from '@nestjs/platform-ws'
import { SubscribeMessage, WebSocketGateway, type WsResponse } from '@nestjs/websockets'
import assert from 'node:assert/strict'
import { AuthenticateGateway, CurrentUser, Public, RequireScopes, TokenstileGuard } from 'tokenstile/nest'
import { assertConfigError } from '../../support/refusals.ts'
import { nestTest, serveNest, type NestPlan } from '../served-nest.ts'
import { openPlain } from '../socket-clients.ts'

@WebSocketGateway()
class Forgotten {
  @SubscribeMessage('me')
  me(): WsResponse<string> {
    return { event: 'me', data: 'anybody' }
  }
}

@UseGuards(TokenstileGuard)
@WebSocketGateway()
class GuardAlone extends Forgotten {}

@WebSocketGateway()
class DemandAlone extends Forgotten {
  @SubscribeMessage('clear')
  @RequireScopes('admin')
  clear(): void {}
}

@Public()
@WebSocketGateway()
class Open extends Forgotten {
  @SubscribeMessage('who')
  who(@CurrentUser() user: unknown): WsResponse<unknown> {
    return { event: 'who', data: user ?? null }
  }
}

const configure: NestPlan['configure'] = (app) => app.useWebSocketAdapter(new WsAdapter(app))

nestTest('says at start which gateway seems guarded and is not', async (t) => {
  const perRoute = { globalGuard: false }
  for (const [gateway, options] of [
    [Forgotten, {}],
    [GuardAlone, {}],
    [DemandAlone, {}],
    [GuardAlone, perRoute],
    [DemandAlone, perRoute],
  ] as const) {
    const plan = { providers: [gateway], options, configure }
    const error = await assertConfigError(() => serveNest(t, plan), gateway.name)
    assert.match(error.message, /needs @AuthenticateGateway\(\)/)
  }
})

nestTest(
  'lets anybody open sockets of a gateway that is said to be open, or of which nothing is said',
  async (t) => {
    const { url } = await serveNest(t, { providers: [Open], configure })
    const client = openPlain(t, url, { headers: { authorization: 'Bearer abc' } })
    client.send('who')
    assert.deepEqual(await client.next(), { event: 'who', data: null })

    const unsaid = await serveNest(t, { providers: [Forgotten], options: { globalGuard: false }, configure })
    const other = openPlain(t, unsaid.url, {})
    other.send('me')
    assert.deepEqual(await other.next(), { event: 'me', data: 'anybody' })
  },
)

@AuthenticateGateway()
@WebSocketGateway()
class ByField {
  handleConnection = (): void => undefined
}

@AuthenticateGateway()
@WebSocketGateway()
class Base {
  handleConnection(): void {}
}

@WebSocketGateway()
class Overriding extends Base {
  override handleConnection(): void {}
}

nestTest('says at start which gateway has a handleConnection before which nobody is asked', async (t) => {
  for (const gateway of [ByField, Overriding]) {
    const error = await assertConfigError(
      () => serveNest(t, { providers: [gateway], configure }),
      gateway.name,
    )
    assert.match(error.message, /handleConnection/)
  }
  await serveNest(t, { providers: [Base], configure })
})

nestTest('calls an open message of a gateway that asks who opens sockets a contradiction', async () => {
  await assertConfigError(() => {
    @AuthenticateGateway()
    @WebSocketGateway()
    class Contradiction {
      @SubscribeMessage('me')
      @Public()
      me(): void {}
    }
    return Contradiction
  }, 'AuthenticateGateway')
})

nestTest('refuses an unknown or wrong option of a gateway', async () => {
  await assertConfigError(() => AuthenticateGateway({ tokens: 1 } as object), 'AuthenticateGateway.tokens')
  await assertConfigError(() => AuthenticateGateway({ token: 'x' } as object), 'AuthenticateGateway.token')
})

nestTest('says at start that the module is missing where a gateway asks who opens sockets', async (t) => {
  @AuthenticateGateway()
  @WebSocketGateway()
  class Alone {}
  await assertConfigError(
    () => serveNest(t, { unguarded: true, providers: [Alone], configure }),
    'TokenstileModule',
  )
})
