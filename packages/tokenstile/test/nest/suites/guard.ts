import {
  Controller,
  Get,
  Injectable,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common'
import assert from 'node:assert/strict'
import { ConfigError, type RegisteredAuth } from 'tokenstile'
import { authOf, Authorize, CurrentAuth, CurrentUser, RequireScopes, TokenstileGuard } from 'tokenstile/nest'
import { assertConfigError } from '../../support/refusals.ts'
import { nestTest, serveNest, type NestPlan } from '../served-nest.ts'

const perRoute: NestPlan['options'] = { globalGuard: false }

/** A decorator of an application, such as one that measures: another function takes the place of the method. */
function replaced(_target: object, _key: PropertyKey, descriptor: PropertyDescriptor): void {
  const method = descriptor.value as (...args: unknown[]) => unknown
  descriptor.value = function (this: unknown, ...args: unknown[]) {
    return method.apply(this, args)
  }
}

@Controller()
class Measured {
  @Get('above')
  @RequireScopes('write')
  @replaced
  above(): string {
    return 'above'
  }

  @Get('below')
  @replaced
  @RequireScopes('write')
  below(): string {
    return 'below'
  }
}

nestTest('demands what was demanded of a method whose place another decorator took', async (t) => {
  const { ask } = await serveNest(t, { controllers: [Measured] })
  for (const path of ['/above', '/below']) {
    assert.equal((await ask(path, { scope: 'read' })).status, 403)
    assert.equal((await ask(path, { scope: 'write' })).status, 200)
  }
})

nestTest('calls it a mistake at start where the guard was lost with the method', async (t) => {
  const plan = { controllers: [Measured], options: perRoute }
  const error = await assertConfigError(() => serveNest(t, plan), 'Measured.below')
  assert.match(error.message, /another decorator/)
})

@Controller()
class Mixed {
  @Get('free')
  free(): string {
    return 'free'
  }

  @Get('demanding')
  @Authorize({ scopes: ['read'] })
  demanding(@CurrentUser() user: { readonly id: string }): string {
    return user.id
  }

  @Get('guarded')
  @UseGuards(TokenstileGuard)
  guarded(@CurrentAuth() auth: RegisteredAuth): string {
    return String(auth?.subject)
  }

  @Get('both')
  @UseGuards(TokenstileGuard)
  @RequireScopes('read')
  @UseGuards(TokenstileGuard)
  both(): string {
    return 'both'
  }

  @Get('unasked')
  unasked(@CurrentUser() user: unknown): string {
    return String(user)
  }
}

nestTest(
  'guards what demands something or uses the guard, and no more, where it is not global',
  async (t) => {
    const { ask, codes } = await serveNest(t, { controllers: [Mixed], options: perRoute })
    assert.equal((await ask('/free')).body, 'free')
    for (const path of ['/demanding', '/guarded', '/both']) {
      assert.equal((await ask(path)).status, 401)
      assert.equal((await ask(path, {})).status, 200)
    }
    assert.deepEqual(codes(), ['missing_token', 'missing_token', 'missing_token'])
  },
)

nestTest('takes nobody for anonymous where no guard has looked', async (t) => {
  const { ask } = await serveNest(t, { controllers: [Mixed], options: perRoute })
  assert.equal((await ask('/unasked', {})).status, 500)
})

nestTest('runs a demand once for each call, however many decorators bring the guard', async (t) => {
  let checks = 0
  const counted = Authorize({ check: () => ++checks > 0 })

  @Controller()
  @RequireScopes('read')
  @Authorize({ user: true })
  class Counting {
    @Get()
    @counted
    @RequireScopes('write')
    handle(): string {
      return 'counted'
    }
  }
  const { ask } = await serveNest(t, { controllers: [Counting] })
  assert.equal((await ask('/', {})).status, 200)
  assert.equal(checks, 1)
})

@Injectable()
class OfficeHours implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return authOf(context)?.subject !== 'late'
  }
}

@Controller()
@UseGuards(OfficeHours)
class Office {
  @Get()
  enter(): string {
    return 'entered'
  }
}

nestTest('tells guards that come later who is calling', async (t) => {
  const { ask } = await serveNest(t, { controllers: [Office] })
  assert.equal((await ask('/', { sub: 'early' })).status, 200)
  assert.equal((await ask('/', { sub: 'late' })).status, 403)
  assert.equal((await ask('/')).status, 401)
})

nestTest(
  'answers preflights before the guard, and lets a page read a refusal, where CORS is enabled',
  async (t) => {
    const { ask } = await serveNest(t, {
      controllers: [Office],
      configure: (app) => app.enableCors({ origin: 'https://app.example' }),
    })
    const headers = { origin: 'https://app.example', 'access-control-request-method': 'GET' }
    assert.equal((await ask('/', undefined, { method: 'OPTIONS', headers })).status, 204)
    const refused = await ask('/', undefined, { headers })
    assert.deepEqual(
      [refused.status, refused.headers.get('access-control-allow-origin')],
      [401, 'https://app.example'],
    )
  },
)

nestTest('knows no caller in a context of another kind, and lets nothing pass there', async (t) => {
  const { app } = await serveNest(t, { controllers: [Office] })
  const guard = app.get(TokenstileGuard)
  const message = {
    getType: () => 'rpc',
    getClass: () => Office,
    getHandler: () => Office.prototype.enter,
  } as unknown as ExecutionContext
  await assertConfigError(() => guard.canActivate(message), 'TokenstileGuard')
})

nestTest('says at start that the module is missing where something is demanded', async (t) => {
  const plan: NestPlan = { controllers: [Mixed], unguarded: true }
  const error = await assertConfigError(() => serveNest(t, plan), 'TokenstileModule')
  assert.match(error.message, /needs TokenstileModule/)
  assert.ok(ConfigError.is(error))
})
