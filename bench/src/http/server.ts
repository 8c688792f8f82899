// A process of its own: one framework with one way to know who is calling. Tells its port, and its CPU time when asked.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Who } from './server-kinds.ts'
import { FRAMEWORKS } from './servers/frameworks.ts'

const [framework = '', who, endpoint = ''] = process.argv.slice(2) as [string, Who, string]
const servers = await FRAMEWORKS[framework]?.()
if (servers === undefined) throw new Error(`there is no framework ${framework}`)
const server = await servers.start(who, endpoint)
if (!server.listening) await once(server, 'listening')
process.send?.({ port: (server.address() as AddressInfo).port })
process.on('message', () => process.send?.(process.cpuUsage()))
process.on('disconnect', () => process.exit())
