// What tokenstile/fastify exports:

/** How the plugin answers. What `onRefused` throws goes to the error handler. */
export type AuthenticateOptions = GateOptions<(error: AuthError, request: FastifyRequest, reply: FastifyReply) => unknown>;

/** A hook, for `onRequest` or any later one. */
export type Hook = (request: FastifyRequest, reply: FastifyReply, done: Done) => void;

/**
 * Makes the plugin that establishes who is calling, for every route of the instance that it is registered on: verifies the
 * token of each request and puts the `Auth` on `request.auth`. A request without a token, or with a bad one, is answered
 * at once; what else is thrown goes to the error handler. Routes with `config: { public: true }` stay open. Does NOT check
 * what a route demands: `authorize` does. Where another plugin has put its own `auth` on requests, `app.ready()` rejects with
 * a `ConfigError`.
 */
export declare function authenticate(verifier: Verifier<AnyAuth>, options?: AuthenticateOptions): FastifyPluginAsync;

/**
 * Enforces what a route demands of its caller (403, or 401 where a new login helps): a hook for `onRequest`. Needs the plugin
 * on the route: without, or where the route is public, the request fails as a fault of the program and never passes. An
 * anonymous caller is refused with `missing_token`.
 */
export declare function authorize(requirement: Requirement<NonNullable<RegisteredAuth>>): Hook;

/**
 * Requires a recent login, proved by an ID token of the caller. 401 asks for a new login; 403 where the user has no way to log
 * in again. A hook as `authorize`.
 */
export declare function requireRecentLogin(options: RecentLoginOptions<FastifyRequest>): Hook;

// What tokenstile/fastify declares for everyone:

// as global:
declare module 'fastify' {
    interface FastifyRequest {
        /** Who is calling: put here by the plugin. Its type is what the application registers in `Register`. */
        auth: RegisteredAuth;
    }
    interface FastifyContextConfig {
        /** Leaves the route open: no token is looked at, and `request.auth` is undefined. */
        public?: true;
    }
}

// Not exported by tokenstile/fastify, but part of the above:

type Done = (error?: Error) => void;
