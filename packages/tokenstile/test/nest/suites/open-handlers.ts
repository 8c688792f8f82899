import { Controller, Get, type Type } from '@nestjs/common'
import assert from 'node:assert/strict'
import type { RegisteredAuth } from 'tokenstile'
import { Authorize, CurrentAuth, CurrentUser, Public, RequireRoles, RequireScopes } from 'tokenstile/nest'
import { assertConfigError } from '../../support/refusals.ts'
import { nestTest, serveNest } from '../served-nest.ts'

@Controller()
class Site {
  @Get('open')
  @Public()
  open(@CurrentUser() user: unknown, @CurrentAuth() auth: RegisteredAuth): object {
    return { user: user ?? null, auth: auth ?? null }
  }

  @Get('me')
  me(@CurrentUser() user: unknown, @CurrentAuth() auth: RegisteredAuth): object {
    return { user, subject: auth?.subject }
  }
}

@Public()
@Controller('open')
class OpenSite extends Site {}

nestTest('looks at no token before an open handler, and gives it nobody', async (t) => {
  const { ask, codes } = await serveNest(t, { controllers: [Site, OpenSite] })
  const nobody = JSON.stringify({ user: null, auth: null })
  for (const headers of [{}, { authorization: 'Bearer abc' }, { authorization: 'Bearer' }]) {
    const { status, body } = await ask('/open', undefined, { headers })
    assert.deepEqual([status, body], [200, nobody])
  }
  assert.equal((await ask('/open', {})).body, nobody)
  assert.equal((await ask('/open/me')).body, '{}')
  assert.deepEqual(codes(), [])
})

nestTest('guards every handler that is not open', async (t) => {
  const { ask, codes } = await serveNest(t, { controllers: [Site] })
  assert.equal((await ask('/me')).status, 401)
  assert.deepEqual(codes(), ['missing_token'])
  const { body } = await ask('/me', {})
  assert.deepEqual(JSON.parse(body), { user: { id: 'user-1', isAnonymous: false }, subject: 'user-1' })
})

nestTest('gives nobody where authentication is optional and no token came', async (t) => {
  const { ask } = await serveNest(t, { controllers: [Site], options: { optional: true } })
  assert.equal((await ask('/me')).body, '{}')
  assert.equal((await ask('/me', undefined, { headers: { authorization: 'Bearer abc' } })).status, 401)
})

nestTest('calls an open handler that demands something a contradiction, in whatever order', async () => {
  await assertConfigError(() => {
    class Contradiction {
      @Public()
      @RequireScopes('read')
      handle(): void {}
    }
    return Contradiction
  }, 'RequireScopes')
  await assertConfigError(() => {
    class Contradiction {
      @RequireRoles('admin')
      @Public()
      handle(): void {}
    }
    return Contradiction
  }, 'RequireRoles')
  await assertConfigError(() => {
    @RequireScopes('read')
    class Contradiction {
      @Public()
      handle(): void {}
    }
    return Contradiction
  }, 'RequireScopes')
  await assertConfigError(() => {
    @Public()
    class Contradiction {
      @Authorize({})
      handle(): void {}
    }
    return Contradiction
  }, 'Authorize')
  await assertConfigError(() => {
    @Public()
    @Authorize({ user: true })
    class Contradiction {}
    return Contradiction
  }, 'Authorize')
})

nestTest(
  'finds a contradiction between a class and the one that it extends when the application starts',
  async (t) => {
    @Controller()
    @RequireScopes('read')
    class Base {}

    @Controller()
    class OpensOne extends Base {
      @Get()
      @Public()
      handle(): void {}
    }

    @Controller()
    @Public()
    class OpensAll extends Base {}

    for (const controller of [OpensOne, OpensAll] as Type[]) {
      await assertConfigError(() => serveNest(t, { controllers: [controller] }), 'RequireScopes')
    }
  },
)
