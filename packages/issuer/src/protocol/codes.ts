import { putBounded } from '../bounded-map.ts'
import { randomSecret } from '../tokens/token-stamp.ts'
import type { AuthorizeRequest } from './authorize-request.ts'
import type { Session } from './sessions.ts'

/** What an authorization code stands for. */
export interface IssuedCode {
  readonly asked: AuthorizeRequest
  /** As it was when the code was issued. */
  readonly session: Session
  readonly familyId: string
  /** Epoch seconds. */
  readonly expiresAt: number
}

export interface Codes {
  issue(code: IssuedCode): string
  /** Gives what the code stands for, and whether somebody took it before. */
  take(code: string): { issued: IssuedCode; wasTaken: boolean } | undefined
  reset(): void
}

export function createCodes(): Codes {
  const codes = new Map<string, { issued: IssuedCode; wasTaken: boolean }>()
  return {
    issue(issued) {
      const code = randomSecret()
      putBounded(codes, code, { issued, wasTaken: false })
      return code
    },
    take(code) {
      const found = codes.get(code)
      if (found !== undefined) codes.set(code, { ...found, wasTaken: true })
      return found
    },
    reset: () => codes.clear(),
  }
}
