import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { createIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppModule } from '#app'

test('lets admins in, and nobody else', async (t) => {
  const issuer = await createIssuer().listen()
  process.env['AUTHGEAR_ENDPOINT'] = issuer.endpoint
  const app = await NestFactory.create(AppModule, { logger: false })
  await app.listen(0, 'localhost')
  t.after(() => Promise.all([issuer.close(), app.close()]))

  const call = async (roles: string[]) => {
    const token = await issuer.token({ user: { id: 'alice', roles } })
    return fetch(`${await app.getUrl()}/admin`, { headers: { authorization: `Bearer ${token}` } })
  }
  assert.equal((await call(['admin'])).status, 200)
  assert.equal((await call([])).status, 403)
})
