import { node } from '@elysiajs/node'
import { createApp } from './app.ts'

const port = Number(process.env['PORT'] ?? 3000)
const app = createApp(process.env['AUTHGEAR_ENDPOINT'] ?? 'http://localhost:4000', { adapter: node() })
app.listen({ port, hostname: 'localhost' }, () => console.log(`http://localhost:${port}`))
