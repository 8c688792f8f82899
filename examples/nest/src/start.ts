import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { AppModule } from './app.ts'

const app = await NestFactory.create(AppModule)
await app.listen(Number(process.env['PORT'] ?? 3000), 'localhost')
console.log(await app.getUrl())
