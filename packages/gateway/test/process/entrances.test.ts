import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { openEntrances, type Entrances, type Taker } from '../../dist/process/entrances.js'
import { until } from '../support/command.ts'

async function open(t: TestContext): Promise<{ entrances: Entrances; dial: () => Promise<Socket> }> {
  const entrances = await openEntrances({ listen: { port: 0 } })
  t.after(() => entrances.close(0))
  const port = Number(entrances.addresses.http.split(':')[1])
  const dial = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1')
    t.after(() => socket.destroy())
    await once(socket, 'connect')
    return socket
  }
  return { entrances, dial }
}

test('gives a connection that somebody died over to the next one, and those who are dead nothing more', async (t) => {
  const { entrances, dial } = await open(t)
  let given = 0
  entrances.admit(() => {
    given += 1
    return Promise.reject(new Error('gone'))
  })
  await dial()
  await until(() => given === 1)
  const taken: string[] = []
  entrances.admit(async (socket, entrance) => void taken.push(`${entrance} ${socket.destroyed}`))
  await until(() => taken.length === 1)
  await dial()
  await until(() => taken.length === 2)
  assert.deepEqual(taken, ['http false', 'http false'])
  assert.equal(given, 1)
})

test('gives who hangs one connection, and the others go on', async (t) => {
  const { entrances, dial } = await open(t)
  const counts = [0, 0]
  const hangs: Taker = () => {
    counts[0] = (counts[0] as number) + 1
    return new Promise(() => {})
  }
  entrances.admit(hangs)
  entrances.admit(async () => void (counts[1] = (counts[1] as number) + 1))
  for (let count = 0; count < 10; count += 1) await dial()
  await until(() => counts[0] === 1 && counts[1] === 9)
})

test('closes when each connection was taken, and ends those that nobody takes in time', async (t) => {
  const { entrances, dial } = await open(t)
  const socket = await dial()
  const ended = once(socket, 'close')
  socket.on('error', () => {})
  await entrances.close(50)
  await ended
  await assert.rejects(dial(), { code: 'ECONNREFUSED' })
})
