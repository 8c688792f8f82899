import 'reflect-metadata'
import type { Server } from 'node:http'
import { Controller, Get, Module, Req } from '@nestjs/common'
import { APP_GUARD, NestFactory } from '@nestjs/core'
import { AuthGuard, PassportStrategy } from '@nestjs/passport'
import jwksRsa from 'jwks-rsa'
import { ExtractJwt, Strategy } from 'passport-jwt'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { CurrentUser, TokenstileModule } from 'tokenstile/nest'
import { NOBODY, type FrameworkServers } from '../server-kinds.ts'

// Decorators are called as the functions that they are: the bench is compiled without them.
export const nestServers: FrameworkServers = {
  peer: 'passport-jwt with jwks-rsa',
  async start(who, endpoint) {
    const app = await NestFactory.create(toModule(who, endpoint), { logger: false })
    await app.listen(0, '127.0.0.1')
    return app.getHttpServer() as Server
  },
}

function toModule(...[who, endpoint]: Parameters<FrameworkServers['start']>): new () => object {
  // oxlint-disable-next-line typescript/no-extraneous-class -- what a module of Nest is
  class Root {}
  switch (who) {
    case 'bare':
      Module({ controllers: [Bare] })(Root)
      break
    case 'ours':
      Module({
        imports: [TokenstileModule.forRoot({ verifier: createVerifier(authgear(endpoint)) })],
        controllers: [Ours],
      })(Root)
      break
    case 'peer': {
      const guard = { provide: APP_GUARD, useClass: AuthGuard('jwt') }
      Module({ controllers: [Peer], providers: [toStrategy(endpoint), guard] })(Root)
    }
  }
  return Root
}

class Bare {
  me(): object {
    return NOBODY
  }
}

class Ours {
  me(user: { readonly id: string }): object {
    return { id: user.id }
  }
}

class Peer {
  me(request: { readonly user: { readonly sub: string } }): object {
    return { id: request.user.sub }
  }
}

for (const controller of [Bare, Ours, Peer]) {
  Controller()(controller)
  Get()(controller.prototype, 'me', Object.getOwnPropertyDescriptor(controller.prototype, 'me') ?? {})
}
CurrentUser()(Ours.prototype, 'me', 0)
Req()(Peer.prototype, 'me', 0)

function toStrategy(endpoint: string): new () => object {
  class JwtStrategy extends PassportStrategy(Strategy) {
    constructor() {
      super({
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        secretOrKeyProvider: jwksRsa.passportJwtSecret({ jwksUri: `${endpoint}/oauth2/jwks`, cache: true }),
        algorithms: ['RS256'],
        issuer: endpoint,
        audience: endpoint,
      })
    }

    validate(payload: object): object {
      return payload
    }
  }
  return JwtStrategy
}
