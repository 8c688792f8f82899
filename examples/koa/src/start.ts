import { createApp } from './app.ts'

const app = createApp(process.env['AUTHGEAR_ENDPOINT'] ?? 'http://localhost:4000')
const server = app.listen(Number(process.env['PORT'] ?? 3000), 'localhost', () => {
  console.log(server.address())
})
