import { Controller, Get, HttpCode, Module, Post } from '@nestjs/common'
import { createVerifier, type AuthOf, type RegisteredAuth } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { CurrentUser, Public, RequireRecentLogin, RequireRoles, TokenstileModule } from 'tokenstile/nest'

type User = RegisteredAuth['user']

@Controller()
class Api {
  @Get('health')
  @Public()
  health() {
    return { ok: true }
  }
  @Get('me')
  me(@CurrentUser() user: User) {
    return user
  }
  @Get('admin')
  @RequireRoles('admin')
  admin(@CurrentUser() user: User) {
    return { admin: user?.id }
  }
  @Post('transfer')
  @HttpCode(200)
  @RequireRecentLogin()
  transfer(@CurrentUser() user: User) {
    return { transferredBy: user?.id }
  }
}

const toVerifier = () => createVerifier(authgear(process.env['AUTHGEAR_ENDPOINT'] ?? 'http://localhost:4000'))

declare module 'tokenstile' {
  interface Register {
    auth: AuthOf<ReturnType<typeof toVerifier>>
  }
}

/** An API that knows who is calling. */
@Module({
  imports: [TokenstileModule.forRootAsync({ useFactory: () => ({ verifier: toVerifier() }) })],
  controllers: [Api],
})
export class AppModule {}
