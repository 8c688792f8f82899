import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo'
import { Catch, UseFilters, type DynamicModule, type ExceptionFilter } from '@nestjs/common'
import { Field, GraphQLModule, ObjectType, Query, Resolver, Subscription } from '@nestjs/graphql'
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { AuthError, toResponse, type AuthErrorCode, type RegisteredAuth } from 'tokenstile'
import { CurrentAuth, CurrentUser, Public, RequireRecentLogin, RequireRoles } from 'tokenstile/nest'
import { WebSocket } from 'ws'
import { buildToken } from '../support/tokens.ts'
import { nestTest, serveNest, type NestPlan, type ServedNest } from './served-nest.ts'

@ObjectType()
class Caller {
  @Field(() => String)
  id!: string
}

@Catch(AuthError)
class OwnFilter implements ExceptionFilter<AuthError> {
  catch({ code }: AuthError): Error {
    return new Error(`own: ${code}`)
  }
}

@Resolver()
class Callers {
  @Query(() => String)
  @Public()
  health(@CurrentAuth() auth: RegisteredAuth): string {
    return auth === undefined ? 'nobody' : 'somebody'
  }

  @Query(() => Caller, { nullable: true })
  me(@CurrentUser() user: Caller | undefined): Caller | undefined {
    return user
  }

  @Query(() => String, { nullable: true })
  @RequireRoles('admin')
  admin(@CurrentUser() user: Caller): string {
    return user.id
  }

  @Query(() => String, { nullable: true })
  @RequireRecentLogin({ idToken: ({ headers }) => headers['x-id-token'] as string })
  transfer(): string {
    return 'transferred'
  }

  @Query(() => String, { nullable: true })
  @RequireRoles('admin')
  @UseFilters(OwnFilter)
  filtered(): string {
    return 'filtered'
  }

  @Subscription(() => String, { resolve: (value: string) => value })
  async *ticks(@CurrentUser() user: Caller): AsyncGenerator<string> {
    yield `tick for ${user.id}`
  }
}

interface Driver {
  readonly name: string
  readonly module: (options?: object) => DynamicModule
  readonly createAdapter?: NonNullable<NestPlan['createAdapter']>
}

const APOLLO: Driver = {
  name: 'Apollo on Express',
  module: (options) =>
    GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true, ...options }),
}
const MERCURIUS: Driver = {
  name: 'Mercurius on Fastify',
  module: (options) =>
    GraphQLModule.forRoot<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      autoSchemaFile: true,
      ...options,
    }),
  createAdapter: () => new FastifyAdapter(),
}

interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly string[]
    readonly extensions?: { readonly code?: string; readonly http?: object }
  }[]
  readonly text: string
}

async function serve(
  t: TestContext,
  { module, createAdapter }: Driver,
  plan: NestPlan & { graphql?: object } = {},
) {
  const { graphql, ...rest } = plan
  const served = await serveNest(t, {
    imports: [module(graphql)],
    providers: [Callers],
    ...(createAdapter && { createAdapter }),
    ...rest,
  })
  return { ...served, query: (query: string, claims?: object) => ask(served, query, claims) }
}

async function ask(served: ServedNest, query: string, claims?: object): Promise<Answered> {
  const { status, headers, body } = await served.ask('/graphql', claims, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  return { status, headers, text: body, ...(JSON.parse(body) as object) }
}

function assertRefusedField(answered: Answered, field: string, code: AuthErrorCode): void {
  const { error, error_description } = JSON.parse(toResponse(new AuthError(code)).body) as Record<
    string,
    string
  >
  const found = answered.errors?.find(({ path }) => path?.join('.') === field)
  assert.deepEqual([found?.message, found?.extensions?.code], [error_description, error], answered.text)
}

for (const driver of [APOLLO, MERCURIUS]) {
  nestTest(`knows who asks for a field, with ${driver.name}`, async (t) => {
    const { query } = await serve(t, driver)
    assert.deepEqual((await query('{ me { id } health }', { sub: 'alice' })).data, {
      me: { id: 'alice' },
      health: 'nobody',
    })
    assert.deepEqual((await query('{ admin }', { roles: ['admin'] })).data, { admin: 'user-1' })
  })

  nestTest(`refuses fields one by one, and answers the open ones, with ${driver.name}`, async (t) => {
    const { query, codes } = await serve(t, driver)
    const answered = await query('{ health me { id } admin }')
    assert.deepEqual(answered.data, { health: 'nobody', me: null, admin: null })
    assertRefusedField(answered, 'me', 'missing_token')
    assertRefusedField(answered, 'admin', 'missing_token')
    assert.deepEqual(codes(), ['missing_token', 'missing_token'])
    assertRefusedField(await query('{ admin }', {}), 'admin', 'insufficient_role')
    assertRefusedField(await query('{ transfer }', {}), 'transfer', 'reauthentication_required')
    assertRefusedField(await query('{ me { id } }', { exp: 1 }), 'me', 'token_expired')
  })

  nestTest(`shows no part of the token in a refusal, with ${driver.name}`, async (t) => {
    const { query } = await serve(t, driver)
    const claims = { aud: 'somebody-else', sub: 'a-secret-subject' }
    const { text } = await query('{ me { id } }', claims)
    for (const part of [...buildToken({ claims }).split('.'), 'somebody-else', 'a-secret-subject']) {
      assert.ok(!text.includes(part))
    }
  })

  nestTest(`leaves a refusal to a filter of the resolver, with ${driver.name}`, async (t) => {
    const { query } = await serve(t, driver)
    assert.equal((await query('{ filtered }')).errors?.[0]?.message, 'own: missing_token')
  })

  nestTest(`asks onRefused about no field: it has no answer of its own, with ${driver.name}`, async (t) => {
    const { query } = await serve(t, driver, { options: { onRefused: () => assert.fail('asked') } })
    assertRefusedField(await query('{ me { id } }'), 'me', 'missing_token')
  })

  nestTest(`has nobody where authentication is optional, with ${driver.name}`, async (t) => {
    const { query } = await serve(t, driver, { options: { optional: true } })
    const answered = await query('{ me { id } admin }')
    assert.deepEqual(answered.data, { me: null, admin: null })
    assertRefusedField(answered, 'admin', 'missing_token')
    assert.equal(answered.errors?.length, 1)
  })
}

nestTest('puts the challenge on the response of Apollo, and the status where it is asked to', async (t) => {
  const usual = await (await serve(t, APOLLO, { options: { realm: 'orders' } })).query('{ me { id } }')
  assert.deepEqual([usual.status, usual.headers.get('www-authenticate')], [200, 'Bearer realm="orders"'])
  assert.equal(usual.headers.get('cache-control'), 'no-store')

  const asked = await serve(t, APOLLO, { graphql: { preserveHttpStatusForExecutionErrors: false } })
  assert.equal((await asked.query('{ me { id } }')).status, 401)
  assert.equal((await asked.query('{ admin }', {})).status, 403)
})

nestTest(
  'tells the client of Mercurius status and headers, where nobody puts them on the response',
  async (t) => {
    const { query } = await serve(t, MERCURIUS, { options: { realm: 'orders' } })
    assert.deepEqual((await query('{ me { id } }')).errors?.[0]?.extensions?.http, {
      status: 401,
      headers: { 'Cache-Control': 'no-store', 'WWW-Authenticate': 'Bearer realm="orders"' },
    })
  },
)

nestTest('lets nothing pass where the context of GraphQL has no request', async (t) => {
  const { query } = await serve(t, APOLLO, { graphql: { context: () => ({ req: {} }) } })
  const answered = await query('{ me { id } health }', {})
  assert.deepEqual(answered.data, { me: null, health: 'nobody' })
  assert.match(answered.errors?.[0]?.message ?? '', /has no req/)
})

nestTest('knows who subscribes over a WebSocket, and judges its origin', async (t) => {
  const { url } = await serve(t, APOLLO, { graphql: { subscriptions: { 'graphql-ws': true } } })
  const authorization = `Bearer ${buildToken({ claims: { sub: 'alice' } })}`
  assert.deepEqual(await subscribe(t, url, { authorization }), { data: { ticks: 'tick for alice' } })
  for (const [headers, code] of [
    [{}, 'missing_token'],
    [{ authorization, origin: 'https://evil.example' }, 'csrf_rejected'],
  ] as const) {
    const { errors = [] } = (await subscribe(t, url, headers)) as Partial<Answered>
    const [error] = errors
    assert.equal(error?.extensions?.code, code)
  }
})

/** Subscribes to ticks in the protocol of graphql-ws, and gives what comes first: a result, or errors. */
async function subscribe(t: TestContext, url: string, headers: object): Promise<unknown> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { ...headers },
  })
  t.after(() => socket.terminate())
  await once(socket, 'open')
  const send = (message: object): void => socket.send(JSON.stringify(message))
  send({ type: 'connection_init' })
  for (;;) {
    const [data] = (await once(socket, 'message')) as [unknown]
    const { type, payload } = JSON.parse(String(data)) as { type: string; payload: unknown }
    if (type === 'connection_ack')
      send({ id: '1', type: 'subscribe', payload: { query: 'subscription { ticks }' } })
    else return payload
  }
}
