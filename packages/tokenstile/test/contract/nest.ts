import 'reflect-metadata'
import {
  All,
  applyDecorators,
  Catch,
  Controller,
  HttpCode,
  Inject,
  Module,
  type ArgumentsHost,
  type ExceptionFilter,
  type INestApplication,
  type Type,
} from '@nestjs/common'
import { APP_FILTER, HttpAdapterHost, NestFactory, type AbstractHttpAdapter } from '@nestjs/core'
import type { TestContext } from 'node:test'
import type { RegisteredAuth } from 'tokenstile'
import {
  Authorize,
  CurrentAuth,
  RequireRecentLogin,
  TokenstileModule,
  type NestRequest,
} from 'tokenstile/nest'
import { nestVersion } from '../nest/taken-from.ts'
import {
  FAULT_BODY,
  refusing,
  toContractBody,
  type ContractAdapter,
  type ContractApp,
  type ContractRoute,
} from './contract-app.ts'

/** A platform of Nest: how its adapter is made, and how its response answers with a text. */
export interface NestPlatform {
  readonly name: string
  readonly createAdapter: () => AbstractHttpAdapter
  readonly answer: (response: never, status: number, text: string) => unknown
}

/** The version of Nest that this process has, on a platform. */
export function nestOn(platform: NestPlatform): ContractAdapter {
  const [major] = nestVersion().split('.')
  return {
    name: `Nest ${major} on ${platform.name}`,
    async serve(t, plan) {
      let calls = 0
      const faults: unknown[] = []
      const controllers = plan.routes.map((route) => toController(route, () => calls++))
      const app = await NestFactory.create(
        toRoot(plan, platform, controllers, faults),
        platform.createAdapter(),
        {
          logger: false,
          abortOnError: false,
        },
      )
      await listenUntilEnd(t, app)
      return { url: await app.getUrl(), calls: () => calls, faults }
    },
  }
}

async function listenUntilEnd(t: TestContext, app: INestApplication): Promise<void> {
  t.after(() => app.close())
  await app.listen(0, '127.0.0.1')
}

function toRoot(
  { verifier, options, onRefused, routes }: ContractApp,
  platform: NestPlatform,
  controllers: Type[],
  faults: unknown[],
): Type {
  const refused = refusing(onRefused, (status, text, host: ArgumentsHost) =>
    platform.answer(host.switchToHttp().getResponse<never>(), status, text),
  )
  const isGuarded = routes.some(({ unguarded }) => unguarded !== true)

  @Catch()
  class FaultFilter implements ExceptionFilter {
    private readonly server: HttpAdapterHost
    constructor(@Inject(HttpAdapterHost) server: HttpAdapterHost) {
      this.server = server
    }
    catch(fault: unknown, host: ArgumentsHost): void {
      faults.push(fault)
      this.server.httpAdapter.reply(host.switchToHttp().getResponse(), FAULT_BODY, 500)
    }
  }

  @Module({
    imports: isGuarded ? [TokenstileModule.forRoot({ verifier, ...options, ...refused })] : [],
    controllers,
    providers: [{ provide: APP_FILTER, useClass: FaultFilter }],
  })
  class Root {}
  return Root
}

function toController({ path, requirement, recentLogin }: ContractRoute, count: () => void): Type {
  const demands = applyDecorators(
    ...(requirement === undefined ? [] : [Authorize(requirement)]),
    ...(recentLogin === undefined ? [] : [RequireRecentLogin({ ...recentLogin, idToken })]),
  )

  @Controller()
  class RouteController {
    @All(path)
    @HttpCode(200)
    @demands
    handle(@CurrentAuth() auth: RegisteredAuth): object {
      count()
      return toContractBody(auth)
    }
  }
  return RouteController
}

function idToken({ headers }: NestRequest): string {
  return headers['x-id-token'] as string
}
