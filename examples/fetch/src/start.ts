import { serve } from '@hono/node-server'
import { createApp } from './app.ts'

const fetch = createApp(process.env['AUTHGEAR_ENDPOINT'] ?? 'http://localhost:4000')
serve({ fetch, port: Number(process.env['PORT'] ?? 3000), hostname: 'localhost' }, console.log)
