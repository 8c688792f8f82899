import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inRepository, runNode } from '../package/child-process.ts'
import { createPackedProject, type PackedProject } from '../package/packed-project.ts'

/** Where each version of Nest is installed. */
const VERSIONS = {
  'Nest 10': 'fixtures/nest/10/node_modules',
  'Nest 11': 'fixtures/nest/11/node_modules',
  'Nest 12': 'node_modules',
}

let project: PackedProject
before(async () => {
  project = await createPackedProject()
  for (const name of ['@tokenstile', 'reflect-metadata', 'rxjs']) project.link(name)
})
after(() => project.remove())

const TYPED = `
import { Controller, Get, Module, type ExecutionContext } from '@nestjs/common'
import { createVerifier, type AuthError, type AuthOf, type RegisteredAuth, type Verifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import {
  AuthenticateGateway, Authorize, authOf, CurrentAuth, CurrentUser, Public, RequireRecentLogin, RequireRegisteredUser,
  RequireRoles, RequireScopes, TokenstileGuard, TokenstileModule,
} from 'tokenstile/nest'

const verifier = createVerifier(authgear('https://project.authgear.cloud'))
declare module 'tokenstile' {
  interface Register { auth: AuthOf<typeof verifier> }
}
type User = RegisteredAuth['user']
interface Request { readonly headers: Record<string, string | string[] | undefined>; readonly ip: string }

@Controller()
@RequireRegisteredUser()
export class Orders {
  @Get()
  @RequireScopes('orders:read')
  @RequireRoles('editor', 'admin')
  list(@CurrentUser() user: User, @CurrentAuth() auth: RegisteredAuth): unknown {
    return [user?.isVerified, auth.scopes]
  }

  @Get('transfer')
  @RequireRecentLogin()
  @RequireRecentLogin({ idToken: ({ headers }) => headers['x-id-token']?.toString(), maxAuthAgeSeconds: 60 })
  @RequireRecentLogin<Request>({ idToken: ({ ip }) => ip })
  @Authorize({ check: ({ user }) => user?.isVerified === true })
  transfer(): void {}

  // @ts-expect-error: a typo must not open a route
  @Authorize({ scope: ['orders:read'] })
  // @ts-expect-error: one scope at least
  @RequireScopes()
  // @ts-expect-error: there is no such option
  @RequireRecentLogin({ maxAge: 300 })
  wrong(): void {}
}

@Public()
@Controller('open')
export class Open {}

@AuthenticateGateway<{ readonly handshake: { readonly auth: { readonly token?: string } } }>({
  token: (socket) => socket.handshake.auth.token,
})
export class Chat {
  handleConnection(socket: object): string | undefined {
    return authOf(socket).user?.id
  }
}

export function guard(context: ExecutionContext): boolean {
  return authOf(context).subject !== undefined
}

class Config { get(name: 'REALM'): string { return name } }
export const asynchronous = TokenstileModule.forRootAsync({
  imports: [],
  inject: [Config, { token: 'VERIFIER', optional: true }],
  useFactory: async (config: Config, given?: Verifier<RegisteredAuth>) => ({
    verifier: given ?? verifier,
    realm: config.get('REALM'),
  }),
  globalGuard: false,
})

@Module({
  imports: [
    TokenstileModule.forRoot({
      verifier,
      realm: 'orders',
      onRefused: (error: AuthError, host) => host.switchToHttp().getResponse().status(error.status).end(),
    }),
    // @ts-expect-error: there is no such option
    TokenstileModule.forRoot({ verifier, optinal: true }),
    // @ts-expect-error: it takes a verifier
    TokenstileModule.forRoot({}),
  ],
  controllers: [Orders, Open],
  providers: [Chat, { provide: 'GUARD', useExisting: TokenstileGuard }],
})
export class AppModule {}
`

interface Compilation {
  readonly compiler: 'typescript' | 'typescript5'
  readonly options: Readonly<Record<string, string | boolean>>
  readonly files: readonly string[]
}

async function compile({ compiler, options, files }: Compilation): Promise<void> {
  const compilerOptions = {
    strict: true,
    target: 'es2022',
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    types: ['node'],
    typeRoots: [inRepository('node_modules/@types')],
    ...options,
  }
  project.write('tsconfig.json', { compilerOptions, files })
  const tsc = inRepository(`node_modules/${compiler}/bin/tsc`)
  const { code, output } = await runNode([tsc, '-p', '.'], project.folder)
  assert.equal(code, 0, output)
}

for (const [version, folder] of Object.entries(VERSIONS)) {
  test(`the types hold in programs for ${version}, in both formats`, async () => {
    project.link('@nestjs', folder)
    for (const file of ['typed.mts', 'typed.cts']) project.write(file, TYPED)
    const options = { module: 'nodenext', exactOptionalPropertyTypes: true, noEmit: true }
    for (const file of ['typed.mts', 'typed.cts'])
      await compile({ compiler: 'typescript', options, files: [file] })
  })
}

test('the types hold with the resolution that older projects of Nest have', async () => {
  project.link('@nestjs', VERSIONS['Nest 11'])
  project.write('typed.ts', TYPED)
  const options = { module: 'commonjs', moduleResolution: 'node10', skipLibCheck: true, noEmit: true }
  await compile({ compiler: 'typescript5', options, files: ['typed.ts'] })
})

const APPLICATION = `
import { Controller, Get, Injectable, Module } from '@nestjs/common'
import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { CurrentUser, Public, RequireRoles, TokenstileModule } from 'tokenstile/nest'

@Injectable()
export class Config {
  readonly endpoint = process.env['AUTHGEAR_ENDPOINT'] as string
}

@Injectable()
export class Greeter {
  constructor(private readonly config: Config) {}
  greet(id: string): string {
    return 'hello ' + id + (this.config.endpoint === '' ? '?' : '')
  }
}

@Controller()
export class Hello {
  constructor(private readonly greeter: Greeter) {}

  @Get('hello')
  hello(@CurrentUser() user: { id: string }): string {
    return this.greeter.greet(user.id)
  }
  @Get('admin')
  @RequireRoles('admin')
  admin(): string {
    return 'hello admin'
  }
  @Get('health')
  @Public()
  health(): string {
    return 'fine'
  }
}

@Module({ providers: [Config], exports: [Config] })
export class ConfigModule {}

@Module({
  imports: [
    ConfigModule,
    TokenstileModule.forRootAsync({
      imports: [ConfigModule],
      inject: [Config],
      useFactory: ({ endpoint }: Config) => ({ verifier: createVerifier(authgear(endpoint)) }),
    }),
  ],
  controllers: [Hello],
  providers: [Greeter],
})
export class AppModule {}
`

const APPLICATION_TEST = `
require('reflect-metadata')
const { Test } = require('@nestjs/testing')
const { createIssuer } = require('@tokenstile/issuer')
const { AppModule } = require('./built/application.js')

let issuer, app
beforeAll(async () => {
  issuer = await createIssuer().listen()
  process.env.AUTHGEAR_ENDPOINT = issuer.endpoint
  const module = await Test.createTestingModule({ imports: [AppModule] }).compile()
  app = module.createNestApplication()
  await app.listen(0, 'localhost')
})
afterAll(() => Promise.all([app.close(), issuer.close()]))

async function call(path, user) {
  const headers = user === undefined ? {} : { authorization: 'Bearer ' + (await issuer.token({ user })) }
  const response = await fetch('http://localhost:' + app.getHttpServer().address().port + path, { headers })
  return [response.status, await response.text()]
}

test('knows its users', async () => {
  expect(await call('/health')).toEqual([200, 'fine'])
  expect(await call('/hello', 'alice')).toEqual([200, 'hello alice'])
  expect((await call('/hello'))[0]).toBe(401)
  expect((await call('/admin', 'alice'))[0]).toBe(403)
  expect(await call('/admin', { id: 'bob', roles: ['admin'] })).toEqual([200, 'hello admin'])
})
`

test('a project of CommonJS for Nest 11, compiled with decorators, passes its test in Jest', async () => {
  project.link('@nestjs', VERSIONS['Nest 11'])
  project.write('application.ts', APPLICATION)
  project.write('application.test.js', APPLICATION_TEST)
  project.write('jest.config.json', { transform: {}, watchman: false, cacheDirectory: './.jest' })
  const options = { module: 'commonjs', moduleResolution: 'bundler', skipLibCheck: true, outDir: 'built' }
  await compile({ compiler: 'typescript', options, files: ['application.ts'] })
  const jest = inRepository('node_modules/jest/bin/jest.js')
  const { code, output } = await runNode([jest, '--ci', '--config', 'jest.config.json'], project.folder)
  assert.equal(code, 0, output)
  assert.match(output, /1 passed/)
})
