import { createIssuer, type ListenOptions } from '@tokenstile/issuer'
import { deepStrictEqual, rejects } from 'node:assert'
import { suite, test } from 'node:test'
import { readListenOptions } from '../dist/server/listen-options.js'

const listenUntyped = (options: unknown) => createIssuer().listen(options as ListenOptions)

suite('listening is refused', () => {
  for (const host of [
    '0.0.0.0',
    '0',
    '::',
    '192.0.2.1',
    '::ffff:192.0.2.1',
    'issuer.example',
    'localhost.example',
  ]) {
    test(`on ${host}, which other machines may reach`, async () => {
      const message =
        /^Error: listen: host .* can be reached from other machines; .* set dangerouslyListenBeyondLoopback$/
      await rejects(createIssuer().listen({ host }), message)
      await rejects(createIssuer().listen({ host, dangerouslyListenBeyondLoopback: false }), message)
    })
  }

  for (const host of [
    '127.0.0.1:80',
    'localhost:4000',
    'http://localhost',
    'localhost/x',
    'u@localhost',
    '[::1',
    'a b',
  ]) {
    test(`on ${host}, which is no host`, async () => {
      await rejects(
        createIssuer().listen({ host }),
        /^TypeError: listen: host must be a host name or an IP address; /,
      )
    })
  }

  test('in production, unless it is asked for by its name', async () => {
    const before = process.env['NODE_ENV']
    process.env['NODE_ENV'] = 'production'
    try {
      await rejects(
        createIssuer().listen(),
        /^Error: listen: a local issuer signs for anyone .* dangerouslyListenInProduction$/,
      )
      const issuer = await createIssuer().listen({ dangerouslyListenInProduction: true })
      await issuer.close()
    } finally {
      if (before === undefined) delete process.env['NODE_ENV']
      else process.env['NODE_ENV'] = before
    }
  })

  test('for an unknown name or a wrong type', async () => {
    const names = 'port, host, dangerouslyListenBeyondLoopback, dangerouslyListenInProduction, controlToken'
    await rejects(listenUntyped({ hostname: 'localhost' }), {
      message: `listen: 'hostname' is not an option; use ${names}`,
    })
    await rejects(listenUntyped({ port: '80' }), {
      message: 'listen: port must be a whole number from 0 to 65535',
    })
    await rejects(listenUntyped({ port: 65536 }), {
      message: 'listen: port must be a whole number from 0 to 65535',
    })
  })
})

// The options are read but no port is opened: a test stays on loopback.
const read = (host: string) =>
  readListenOptions({ host, port: 4000, dangerouslyListenBeyondLoopback: true }).at

suite('beyond loopback an issuer may listen when that is asked for by its name', () => {
  test('on every address, where localhost is its own name', () => {
    deepStrictEqual(read('0.0.0.0'), { addresses: ['0.0.0.0', '::1'], urlHost: 'localhost', port: 4000 })
    deepStrictEqual(read('::'), { addresses: ['::'], urlHost: 'localhost', port: 4000 })
  })

  test('on one address or name, which is its name then', () => {
    deepStrictEqual(read('192.0.2.1'), { addresses: ['192.0.2.1'], urlHost: '192.0.2.1', port: 4000 })
    deepStrictEqual(read('2001:DB8::1'), { addresses: ['2001:db8::1'], urlHost: '[2001:db8::1]', port: 4000 })
    deepStrictEqual(read('issuer'), { addresses: ['issuer'], urlHost: 'issuer', port: 4000 })
  })
})
