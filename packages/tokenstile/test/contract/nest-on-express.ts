import { ExpressAdapter } from '@nestjs/platform-express'
import type { ServerResponse } from 'node:http'
import type { NestPlatform } from './nest.ts'

export const ON_EXPRESS: NestPlatform = {
  name: 'Express',
  createAdapter: () => new ExpressAdapter(),
  answer: (response: ServerResponse, status, text) => response.writeHead(status).end(text),
}
