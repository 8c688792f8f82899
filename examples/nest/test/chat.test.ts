import 'reflect-metadata'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { createIssuer } from '@tokenstile/issuer'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { io } from 'socket.io-client'
import { AppModule } from '#app'
import { Chat } from './chat.ts'

@Module({ imports: [AppModule], providers: [Chat] })
class ChatModule {}

test('a message knows who sent it, and who may not is told so', async (t) => {
  const issuer = await createIssuer().listen()
  process.env['AUTHGEAR_ENDPOINT'] = issuer.endpoint
  const app = await NestFactory.create(ChatModule, { logger: false })
  await app.listen(0, 'localhost')
  const url = await app.getUrl()
  t.after(() => Promise.all([issuer.close(), app.close()]))
  const open = (token?: string) => {
    const socket = io(url, {
      auth: { token },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    })
    t.after(() => socket.disconnect())
    const heard = (event: string) => new Promise<unknown>((resolve) => socket.once(event, resolve))
    return { socket, refused: heard('exception'), closed: heard('disconnect') }
  }

  const alice = open(await issuer.token({ user: 'alice' }))
  assert.equal(await alice.socket.emitWithAck('say', 'hello'), 'alice said hello')
  alice.socket.emit('clear')
  assert.equal(((await alice.refused) as { code: string }).code, 'insufficient_role')

  const nobody = open()
  assert.equal(((await nobody.refused) as { code: string }).code, 'missing_token')
  assert.equal(await nobody.closed, 'io server disconnect')
})
