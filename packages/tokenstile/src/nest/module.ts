import {
  Inject,
  Module,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common'
import { APP_FILTER, APP_GUARD, HttpAdapterHost, ModulesContainer } from '@nestjs/core'
import { ConfigError } from '../core/errors.ts'
import {
  anything,
  optional,
  readBoolean,
  readFunction,
  readOptions,
  type Reader,
  type Readers,
} from '../core/option-readers.ts'
import { createApplicationFilter } from './application-filter.ts'
import { TokenstileGuard } from './guard.ts'
import { requireAdmitting, requireGuarded } from './inspection.ts'
import { GATE, openNestGate, readPlain, type TokenstileOptions } from './nest-gate.ts'
import { RefusalFilter } from './refusal-filter.ts'

/** Whether every handler is guarded. */
export interface GuardChoice {
  /** Default: true. Otherwise those with `@UseGuards(TokenstileGuard)` or a demand, and no others. */
  readonly globalGuard?: boolean
}

/** How options are made of what the application injects. */
export interface TokenstileAsyncOptions extends GuardChoice {
  readonly imports?: NonNullable<ModuleMetadata['imports']>
  readonly inject?: NonNullable<FactoryProvider['inject']>
  readonly useFactory: (...injected: never[]) => TokenstileOptions | Promise<TokenstileOptions>
}

const CHOICE = Symbol('tokenstile.choice')

/** A number of its own, or Nest 10 would take two modules for one and drop the options of the second. */
interface Choice {
  readonly isGlobal: boolean
  readonly number: number
}
let made = 0

/**
 * Guards an application of Nest 10, 11 or 12: import it once, in the root module. Registers `TokenstileGuard` for all
 * handlers and a filter that answers refusals. Throws a `ConfigError` for wrong options, and when the application starts,
 * for decorators that contradict each other or that would guard nothing.
 */
export class TokenstileModule implements OnModuleInit {
  private readonly modules: ModulesContainer

  /** For Nest. */
  constructor(modules: ModulesContainer, { isGlobal }: Choice) {
    const ours = [...modules.values()].filter(({ metatype }) => metatype === TokenstileModule)
    if (ours.length > 1)
      throw new ConfigError('TokenstileModule', 'is imported twice; import it once, in the root module')
    requireGuarded(modules, isGlobal)
    this.modules = modules
  }

  /** For Nest. */
  onModuleInit(): void {
    requireAdmitting(this.modules)
  }

  /** The module with these options. */
  static forRoot(options: TokenstileOptions & GuardChoice): DynamicModule {
    const { globalGuard, ...rest } = readPlain(options)
    const gate = openNestGate(rest)
    // Not as a value, which Nest 10 would write out to tell modules apart.
    return toModule(globalGuard, [], { provide: GATE, useFactory: () => gate })
  }

  /** The module with options that are made when the application starts; `globalGuard` stands beside the factory. */
  static forRootAsync(options: TokenstileAsyncOptions): DynamicModule {
    const { globalGuard, imports, inject, useFactory } = readOptions<TokenstileAsyncOptions>(
      'TokenstileModule',
      options,
      ASYNC_OPTIONS,
    )
    return toModule(globalGuard, imports ?? [], {
      provide: GATE,
      inject: inject ?? [],
      useFactory: async (...injected: never[]) => openNestGate(await useFactory(...injected)),
    })
  }
}

/** Nest itself reads what it is handed. */
const ASYNC_OPTIONS: Readers<TokenstileAsyncOptions> = {
  globalGuard: optional(readBoolean),
  imports: anything as Reader<TokenstileAsyncOptions['imports']>,
  inject: anything as Reader<TokenstileAsyncOptions['inject']>,
  useFactory: readFunction<TokenstileAsyncOptions['useFactory']>,
}

Module({})(TokenstileModule)
Inject(ModulesContainer)(TokenstileModule, undefined, 0)
Inject(CHOICE)(TokenstileModule, undefined, 1)

function toModule(
  globalGuard: unknown,
  imports: NonNullable<ModuleMetadata['imports']>,
  gate: Provider,
): DynamicModule {
  const isGlobal = optional(readBoolean, true)('TokenstileModule.globalGuard', globalGuard)
  return {
    module: TokenstileModule,
    // Guards and filters are made in the modules where they are used.
    global: true,
    imports,
    providers: [
      gate,
      { provide: CHOICE, useValue: { isGlobal, number: ++made } satisfies Choice },
      TokenstileGuard,
      RefusalFilter,
      {
        provide: APP_FILTER,
        inject: [GATE, HttpAdapterHost, ModulesContainer],
        useFactory: createApplicationFilter,
      },
      ...(isGlobal ? [{ provide: APP_GUARD, useExisting: TokenstileGuard }] : []),
    ],
    exports: [GATE, TokenstileGuard, RefusalFilter],
  }
}
