import {
  Catch,
  Controller,
  Get,
  HttpException,
  Module,
  Res,
  UseFilters,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common'
import { APP_FILTER } from '@nestjs/core'
import type { ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import assert from 'node:assert/strict'
import { AuthError, requireAccess, toResponse, type RegisteredAuth } from 'tokenstile'
import { CurrentAuth, RefusalFilter, RequireRoles } from 'tokenstile/nest'
import { nestTest, serveNest, type NestPlan } from '../served-nest.ts'

/** A filter of the application that tells which one it is. */
function answering(name: string, ...caught: (typeof AuthError)[]): new () => ExceptionFilter {
  @Catch(...caught)
  class AnsweringFilter implements ExceptionFilter {
    catch(error: unknown, host: ArgumentsHost): void {
      const code = AuthError.is(error) ? error.code : 'fault'
      host.switchToHttp().getResponse<ServerResponse>().writeHead(418).end(`${name}: ${code}`)
    }
  }
  return AnsweringFilter
}

@Controller()
class Plain {
  @Get('plain')
  @RequireRoles('admin')
  plain(): string {
    return 'plain'
  }
}

@Controller()
@UseFilters(answering('of the class', AuthError))
class Filtered extends Plain {
  @Get('method')
  @RequireRoles('admin')
  @UseFilters(answering('of the method', AuthError))
  method(): string {
    return 'method'
  }
}

const own = answering('of the application', AuthError)
const catchAll = answering('of everything')

@Module({ providers: [{ provide: APP_FILTER, useClass: own }] })
class FeatureWithFilter {}

/** Where an application may put a filter of its own, and who then answers a refusal. */
const PLACES: readonly (readonly [what: string, plan: NestPlan, path: string, answer: string | undefined])[] =
  [
    ['on the method', { controllers: [Filtered] }, '/method', 'of the method: missing_token'],
    ['on the class', { controllers: [Filtered] }, '/plain', 'of the class: missing_token'],
    [
      'in the root module',
      { controllers: [Plain], providers: [{ provide: APP_FILTER, useClass: own }] },
      '/plain',
      'of the application: missing_token',
    ],
    [
      'in the root module, as a value',
      { controllers: [Plain], providers: [{ provide: APP_FILTER, useFactory: () => new own() }] },
      '/plain',
      'of the application: missing_token',
    ],
    [
      'in another module',
      { controllers: [Plain], imports: [FeatureWithFilter] },
      '/plain',
      'of the application: missing_token',
    ],
    [
      'on the application',
      { controllers: [Plain], configure: (app) => app.useGlobalFilters(new own()) },
      '/plain',
      'of the application: missing_token',
    ],
    [
      'for everything on the application',
      { controllers: [Plain], configure: (app) => app.useGlobalFilters(new catchAll()) },
      '/plain',
      'of everything: missing_token',
    ],
    [
      'for everything in the root module, which Nest asks last',
      { controllers: [Plain], providers: [{ provide: APP_FILTER, useClass: catchAll }] },
      '/plain',
      undefined,
    ],
  ]

for (const [what, plan, path, answer] of PLACES) {
  const who = answer === undefined ? 'itself' : 'by a filter of the application'
  nestTest(`answers a refusal ${who} where that is ${what}`, async (t) => {
    const { ask } = await serveNest(t, plan)
    const standard = toResponse(new AuthError('missing_token'))
    const expected = answer === undefined ? [standard.status, standard.body] : [418, answer]
    const { status, body } = await ask(path)
    assert.deepEqual([status, body], expected)
  })
}

@Catch()
class Everything implements ExceptionFilter {
  private readonly refusals: RefusalFilter
  constructor(refusals: RefusalFilter) {
    this.refusals = refusals
  }
  catch(error: unknown, host: ArgumentsHost): void {
    // oxlint-disable-next-line promise/no-promise-in-callback, promise/valid-params -- a filter has this method too
    if (AuthError.is(error)) return void this.refusals.catch(error, host)
    host.switchToHttp().getResponse<ServerResponse>().writeHead(500).end('fault')
  }
}

nestTest('lets a filter for everything hand refusals on', async (t) => {
  const { ask } = await serveNest(t, {
    controllers: [Plain],
    options: { realm: 'orders' },
    configure: (app) => app.useGlobalFilters(new Everything(app.get(RefusalFilter))),
  })
  const { status, headers } = await ask('/plain')
  assert.deepEqual([status, headers.get('www-authenticate')], [401, 'Bearer realm="orders"'])
})

const { AuthError: OtherAuthError } = createRequire(import.meta.url)('tokenstile') as {
  readonly AuthError: typeof AuthError
}

@Controller()
class Handlers {
  @Get('own')
  own(@CurrentAuth() auth: RegisteredAuth): string {
    requireAccess(auth as NonNullable<RegisteredAuth>, { roles: ['admin'] })
    return 'own'
  }
  @Get('other')
  other(): string {
    throw new OtherAuthError('forbidden')
  }
  @Get('begun')
  begun(@Res() response: ServerResponse): void {
    response.writeHead(200).write('begun')
    throw new AuthError('forbidden')
  }
}

nestTest('answers what a handler itself refuses, of either build', async (t) => {
  const { ask } = await serveNest(t, { controllers: [Handlers] })
  for (const [path, code] of [
    ['/own', 'insufficient_role'],
    ['/other', 'forbidden'],
  ] as const) {
    const { status, body } = await ask(path, {})
    const expected = toResponse(new AuthError(code))
    assert.deepEqual([status, body], [expected.status, expected.body])
  }
})

nestTest('ends an answer that a handler had begun before it refused', async (t) => {
  const { ask } = await serveNest(t, { controllers: [Handlers] })
  const { status, body } = await ask('/begun', {})
  assert.deepEqual([status, body], [200, 'begun'])
})

nestTest('asks onRefused about what a handler refuses too', async (t) => {
  const { ask } = await serveNest(t, {
    controllers: [Handlers],
    options: {
      onRefused: ({ code }, host) =>
        host.switchToHttp().getResponse<ServerResponse>().writeHead(418).end(code),
    },
  })
  assert.deepEqual(await ask('/own', {}).then(({ status, body }) => [status, body]), [
    418,
    'insufficient_role',
  ])
})

nestTest("gives what onRefused throws to the application's filters, whatever it is", async (t) => {
  for (const [thrown, status, text] of [
    [new HttpException('moved', 410), 410, 'moved'],
    [new AuthError('forbidden'), 418, 'of the method: forbidden'],
    ['a text', 500, 'Internal server error'],
  ] as const) {
    const { ask } = await serveNest(t, {
      controllers: [Filtered, Handlers],
      options: {
        onRefused: () => {
          throw thrown
        },
      },
    })
    const path = typeof thrown === 'object' && AuthError.is(thrown) ? '/method' : '/own'
    const answer = await ask(path)
    assert.equal(answer.status, status)
    assert.match(answer.body, new RegExp(text))
    // What a handler refuses has passed the filters of the application before.
    if (path === '/own') assert.equal((await ask(path, {})).status, status)
  }
})

nestTest('answers 500 where onRefused throws a refusal that no filter wants', async (t) => {
  const { ask } = await serveNest(t, {
    controllers: [Handlers],
    options: {
      onRefused: (error) => {
        throw error
      },
    },
  })
  assert.equal((await ask('/own')).status, 500)
  assert.equal((await ask('/own', {})).status, 500)
})
