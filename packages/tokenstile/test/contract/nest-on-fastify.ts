import { FastifyAdapter } from '@nestjs/platform-fastify'
import type { FastifyReply } from 'fastify'
import type { NestPlatform } from './nest.ts'

export const ON_FASTIFY: NestPlatform = {
  name: 'Fastify',
  createAdapter: () => new FastifyAdapter(),
  answer: (reply: FastifyReply, status, text) => void reply.code(status).send(text),
}
