import { Controller, Get, Inject, Injectable, Module, Scope } from '@nestjs/common'
import { NestFactory, REQUEST } from '@nestjs/core'
import assert from 'node:assert/strict'
import { authOf, CurrentUser, RequireScopes, TokenstileModule, type TokenstileOptions } from 'tokenstile/nest'
import { assertConfigError } from '../../support/refusals.ts'
import { createWatchedVerifier, nestTest, serveNest } from '../served-nest.ts'

const { verifier } = createWatchedVerifier()

@Injectable()
class Config {
  get(name: 'REALM'): string {
    return { REALM: 'orders' }[name]
  }
}

@Module({ providers: [Config], exports: [Config] })
class ConfigModule {}

@Controller()
class Me {
  @Get()
  me(@CurrentUser() user: unknown): unknown {
    return user
  }
}

nestTest('makes its options of what the application injects', async (t) => {
  const guard = TokenstileModule.forRootAsync({
    imports: [ConfigModule],
    inject: [Config, { token: 'nobody provides it', optional: true }],
    useFactory: async (config: Config, nothing: undefined) => {
      assert.equal(nothing, undefined)
      return { verifier, realm: config.get('REALM') }
    },
  })
  const { ask } = await serveNest(t, { unguarded: true, imports: [guard], controllers: [Me] })
  const { status, headers } = await ask('/')
  assert.deepEqual([status, headers.get('www-authenticate')], [401, 'Bearer realm="orders"'])
  assert.equal((await ask('/', {})).status, 200)
})

nestTest('leaves the guard to each handler with a factory too', async (t) => {
  const guard = TokenstileModule.forRootAsync({ useFactory: () => ({ verifier }), globalGuard: false })

  @Controller()
  class Mixed {
    @Get('free')
    free(): string {
      return 'free'
    }
    @Get('demanding')
    @RequireScopes('read')
    demanding(): string {
      return 'demanding'
    }
  }
  const { ask } = await serveNest(t, { unguarded: true, imports: [guard], controllers: [Mixed] })
  assert.equal((await ask('/free')).status, 200)
  assert.equal((await ask('/demanding')).status, 401)
})

nestTest('refuses a wrong or unknown option as soon as it can be known', async (t) => {
  const wrong: readonly (readonly [unknown, string])[] = [
    [{ verifier, optinal: true }, 'authenticate.optinal'],
    [{ verifier, realm: 'a "b"' }, 'authenticate.realm'],
    [{ verifier, onRefused: 'throw' }, 'authenticate.onRefused'],
    [{ verifier: {} }, 'verifier'],
    [{}, 'verifier'],
    [undefined, 'TokenstileModule'],
    [
      new (class Options {
        verifier = verifier
      })(),
      'TokenstileModule',
    ],
  ]
  for (const [options, option] of wrong) {
    await assertConfigError(() => TokenstileModule.forRoot(options as TokenstileOptions), option)
    const guard = TokenstileModule.forRootAsync({ useFactory: () => options as TokenstileOptions })
    await assertConfigError(() => serveNest(t, { unguarded: true, imports: [guard] }), option)
  }
  await assertConfigError(
    () => TokenstileModule.forRoot({ verifier, globalGuard: 1 as never }),
    'TokenstileModule.globalGuard',
  )
  const useFactory = (): TokenstileOptions => ({ verifier })
  await assertConfigError(
    () => TokenstileModule.forRootAsync({ useFactory, globalGuard: null as never }),
    'TokenstileModule.globalGuard',
  )
  const misplaced = TokenstileModule.forRootAsync({ useFactory: () => ({ verifier, globalGuard: false }) })
  await assertConfigError(
    () => serveNest(t, { unguarded: true, imports: [misplaced] }),
    'authenticate.globalGuard',
  )
  await assertConfigError(
    () => TokenstileModule.forRootAsync({ factory: useFactory } as never),
    'TokenstileModule.factory',
  )
})

nestTest('says at start that it is imported twice: the options of one would not count', async (t) => {
  const guards = [
    TokenstileModule.forRoot({ verifier }),
    TokenstileModule.forRoot({ verifier, optional: true }),
  ]
  await assertConfigError(() => serveNest(t, { unguarded: true, imports: guards }), 'TokenstileModule')
})

nestTest('guards modules that do not import it', async (t) => {
  @Module({ controllers: [Me] })
  class Feature {}
  const { ask } = await serveNest(t, { imports: [Feature] })
  assert.equal((await ask('/')).status, 401)
})

nestTest('serves several applications in one process, each with its own options', async (t) => {
  const [one, other] = await Promise.all(
    ['one', 'other'].map((realm) => serveNest(t, { controllers: [Me], options: { realm } })),
  )
  assert.equal((await one?.ask('/'))?.headers.get('www-authenticate'), 'Bearer realm="one"')
  assert.equal((await other?.ask('/'))?.headers.get('www-authenticate'), 'Bearer realm="other"')
})

nestTest('starts a context without a server', async () => {
  @Module({ imports: [TokenstileModule.forRoot({ verifier })], providers: [Config] })
  class Root {}
  const context = await NestFactory.createApplicationContext(Root, { logger: false, abortOnError: false })
  assert.equal(context.get(Config).get('REALM'), 'orders')
  await context.close()
})

@Injectable({ scope: Scope.REQUEST })
class Basket {
  private readonly request: object
  constructor(@Inject(REQUEST) request: object) {
    this.request = request
  }
  owner(): string | undefined {
    return authOf(this.request)?.subject
  }
}

@Controller()
class Shop {
  private readonly basket: Basket
  constructor(basket: Basket) {
    this.basket = basket
  }
  @Get('basket')
  show(@CurrentUser() user: { readonly id: string }): unknown {
    return [user.id, this.basket.owner()]
  }
}

nestTest('gives what lives as long as a request its own caller', async (t) => {
  const { ask } = await serveNest(t, { controllers: [Shop], providers: [Basket] })
  await Promise.all(
    Array.from({ length: 20 }, async (_, at) => {
      const sub = `user-${at}`
      assert.equal((await ask('/basket', { sub })).body, JSON.stringify([sub, sub]))
    }),
  )
  assert.equal((await ask('/basket')).status, 401)
})
