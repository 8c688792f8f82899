import { Controller, Get } from '@nestjs/common'
import assert from 'node:assert/strict'
import { AuthError, toResponse, type AuthErrorCode, type ErrorDetails, type Requirement } from 'tokenstile'
import {
  Authorize,
  CurrentUser,
  RequireRecentLogin,
  RequireRegisteredUser,
  RequireRoles,
  RequireScopes,
} from 'tokenstile/nest'
import { assertConfigError } from '../../support/refusals.ts'
import { NOW } from '../../support/tokens.ts'
import { nestTest, serveNest, type Asked } from '../served-nest.ts'

function assertAnswer({ status, headers, body }: Asked, code: AuthErrorCode, details?: ErrorDetails): void {
  const expected = toResponse(new AuthError(code, details))
  assert.deepEqual([status, body], [expected.status, expected.body])
  assert.equal(headers.get('www-authenticate') ?? undefined, expected.headers['WWW-Authenticate'])
}

@Controller()
@RequireScopes('read')
class Orders {
  @Get('list')
  list(): string {
    return 'listed'
  }

  @Get('change')
  @RequireScopes('write')
  @RequireRoles('editor')
  change(@CurrentUser() user: { readonly id: string }): string {
    return user.id
  }
}

@Controller('archived')
class ArchivedOrders extends Orders {
  @Get('drop')
  @Authorize({ anyRole: ['admin', 'owner'] })
  drop(): string {
    return 'dropped'
  }
}

nestTest('demands what class and method demand, together; the class is asked first', async (t) => {
  const { ask } = await serveNest(t, { controllers: [Orders] })
  const editor = { roles: ['editor'] }
  assert.equal((await ask('/list', { scope: 'read' })).body, 'listed')
  assert.equal((await ask('/change', { scope: 'read write', ...editor })).body, 'user-1')
  const lacks = { scopes: ['read'] }
  assertAnswer(await ask('/list', { scope: 'write' }), 'insufficient_scope', lacks)
  assertAnswer(await ask('/change', { scope: 'write', ...editor }), 'insufficient_scope', lacks)
  assertAnswer(await ask('/change', { scope: 'read', ...editor }), 'insufficient_scope', {
    scopes: ['write'],
  })
  assertAnswer(await ask('/change', { scope: 'read write' }), 'insufficient_role')
  assertAnswer(await ask('/change'), 'missing_token')
})

nestTest('demands of a class what the class demands that it extends', async (t) => {
  const { ask } = await serveNest(t, { controllers: [ArchivedOrders] })
  assert.equal((await ask('/archived/drop', { scope: 'read', roles: ['owner'] })).body, 'dropped')
  assertAnswer(await ask('/archived/drop', { scope: 'none', roles: ['owner'] }), 'insufficient_scope', {
    scopes: ['read'],
  })
  assertAnswer(await ask('/archived/change', { scope: 'read', roles: ['editor'] }), 'insufficient_scope', {
    scopes: ['write'],
  })
})

@Controller()
class Account {
  @Get('profile')
  @RequireRegisteredUser()
  profile(): string {
    return 'profile'
  }

  @Get('transfer')
  @RequireRecentLogin()
  transfer(): string {
    return 'transferred'
  }

  @Get('close')
  @RequireRecentLogin({ idToken: ({ headers }) => headers['x-id-token'] as string, maxAuthAgeSeconds: 60 })
  close(): string {
    return 'closed'
  }
}

nestTest('demands a person with an account, and a recent login', async (t) => {
  const { ask } = await serveNest(t, { controllers: [Account] })
  assert.equal((await ask('/profile', { guest: false })).body, 'profile')
  assertAnswer(await ask('/profile', { guest: true }), 'registered_user_required')
  assertAnswer(await ask('/profile', { sub: 'client-1' }), 'user_required')
  assert.equal((await ask('/transfer', { auth_time: NOW - 300 })).body, 'transferred')
  assertAnswer(await ask('/transfer', { auth_time: NOW - 301 }), 'reauthentication_required', {
    maxAgeSeconds: 300,
  })
  // The access token's own time does not count where an ID token is asked for.
  assertAnswer(await ask('/close', { auth_time: NOW }), 'reauthentication_required', { maxAgeSeconds: 60 })
})

nestTest('calls a demand that nobody can mean a mistake, before anything runs', async () => {
  await assertConfigError(() => Authorize({ scope: ['read'] } as Requirement), 'requirement.scope')
  await assertConfigError(() => Authorize({ scopes: [] }), 'requirement.scopes')
  await assertConfigError(() => RequireScopes(...([] as unknown as [string])), 'requirement.scopes')
  await assertConfigError(() => RequireRoles('', 'admin'), 'requirement.roles[0]')
  await assertConfigError(() => RequireRecentLogin({ maxAge: 1 } as object), 'requireRecentLogin.maxAge')
})
