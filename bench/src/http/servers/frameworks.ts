import type { FrameworkServers } from '../server-kinds.ts'

/** The frameworks by name, each loaded only in the process that serves it. */
export const FRAMEWORKS: Readonly<Record<string, () => Promise<FrameworkServers>>> = {
  'node:http': async () => (await import('./node.ts')).nodeServers,
  Express: async () => (await import('./express.ts')).expressServers,
  Fastify: async () => (await import('./fastify.ts')).fastifyServers,
  Hono: async () => (await import('./hono.ts')).honoServers,
  Koa: async () => (await import('./koa.ts')).koaServers,
  Nest: async () => (await import('./nest.ts')).nestServers,
}
