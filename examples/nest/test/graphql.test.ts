import 'reflect-metadata'
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { GraphQLModule } from '@nestjs/graphql'
import { createIssuer, type TokenOptions } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppModule } from '#app'
import { Callers } from './callers.ts'

@Module({
  imports: [
    AppModule,
    GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true }),
  ],
  providers: [Callers],
})
class GraphqlModule {}

test('a field knows who asks, and is null to who may not', async (t) => {
  const issuer = await createIssuer().listen()
  process.env['AUTHGEAR_ENDPOINT'] = issuer.endpoint
  const app = await NestFactory.create(GraphqlModule, { logger: false })
  await app.listen(0, 'localhost')
  t.after(() => Promise.all([issuer.close(), app.close()]))

  const ask = async (query: string, as: TokenOptions) => {
    const headers = { authorization: `Bearer ${await issuer.token(as)}`, 'content-type': 'application/json' }
    const response = await fetch(`${await app.getUrl()}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query }),
    })
    const { data, errors = [] } = (await response.json()) as {
      data: object
      errors?: { message: string; extensions: { code: string } }[]
    }
    const codes = errors.map(({ extensions }) => extensions.code)
    return { status: response.status, challenge: response.headers.get('www-authenticate'), data, codes }
  }
  const admin = await ask('{ health me { id } admin }', { user: { id: 'alice', roles: ['admin'] } })
  assert.deepEqual(admin.data, { health: true, me: { id: 'alice' }, admin: 'alice' })

  const bob = await ask('{ health admin }', { user: 'bob' })
  assert.deepEqual([bob.data, bob.codes], [{ health: true, admin: null }, ['insufficient_role']])

  const expired = await ask('{ health me { id } }', { fault: 'expired' })
  assert.deepEqual([expired.data, expired.codes], [{ health: true, me: null }, ['invalid_token']])
  assert.equal(expired.status, 200)
  assert.match(expired.challenge ?? '', /^Bearer error="invalid_token"/)
})
