import { createApp } from './app.ts'

const app = createApp(process.env['AUTHGEAR_ENDPOINT'] ?? 'http://localhost:4000')
console.log(await app.listen({ port: Number(process.env['PORT'] ?? 3000) }))
