import { createServer } from 'node:http'
import { createApp } from './app.ts'

const server = createServer(createApp(process.env['AUTHGEAR_ENDPOINT'] ?? 'http://localhost:4000'))
server.listen(Number(process.env['PORT'] ?? 3000), 'localhost', () => console.log(server.address()))
