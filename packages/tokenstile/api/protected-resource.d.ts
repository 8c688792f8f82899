// What tokenstile/protected-resource exports:

/** The part of a request of Node's that is read. */
export interface NodeRequest {
    readonly method?: string | undefined;
    readonly url?: string | undefined;
    /** Where Express keeps the URL, when it hands over a part of it. */
    readonly originalUrl?: string;
}

/** What tells clients where to get tokens, in the shapes that frameworks take. */
export interface ProtectedResource {
    /** The identifier, exactly as configured. */
    readonly resource: string;
    /** For the option `resourceMetadata` of every `authenticate`. */
    readonly metadataUrl: string;
    /** The path of that URL, for a router. */
    readonly path: string;
    readonly metadata: ResourceMetadata;
    /** The whole answer to a request for {@link path}: the metadata, a CORS preflight's answer, or 405. */
    answer(method: string | undefined): Answer;
    /** For Express, Connect and `node:http`: answers requests for the path, and hands on all others. */
    middleware(request: NodeRequest, response: NodeResponse, next: () => void): void;
    /** For handlers of the fetch API: undefined for a request for something else. */
    respond(request: {
        readonly method: string;
        readonly url: string;
    }): Response | undefined;
}

/** What a protected resource says of itself. Each member becomes the one of RFC 9728 §2 with its name. */
export interface ProtectedResourceOptions {
    /** The resource's identifier: the URL that clients use, and what tokens for it have in `aud`. */
    readonly resource: string;
    /** The issuers whose tokens it takes, each exactly as its `iss`. */
    readonly authorizationServers: readonly string[];
    /** The scopes that a client may ask for here: not all that the issuer knows. */
    readonly scopesSupported?: readonly string[];
    /** For people. */
    readonly resourceName?: string;
    /** For people who write clients. */
    readonly resourceDocumentation?: string;
    readonly resourcePolicyUri?: string;
    readonly resourceTosUri?: string;
    /** Where the resource's own public keys are, if it signs its answers. */
    readonly jwksUri?: string;
    /** What it signs its answers with. Never `none`. */
    readonly resourceSigningAlgValuesSupported?: readonly string[];
}

/** The metadata as it is served: members without a value are left out. RFC 9728 §2. */
export interface ResourceMetadata {
    readonly resource: string;
    readonly authorization_servers: readonly string[];
    readonly jwks_uri?: string;
    readonly scopes_supported?: readonly string[];
    /** Tokens are taken from the `Authorization` header, never from query or body. */
    readonly bearer_methods_supported: readonly ['header'];
    readonly resource_signing_alg_values_supported?: readonly string[];
    readonly resource_name?: string;
    readonly resource_documentation?: string;
    readonly resource_policy_uri?: string;
    readonly resource_tos_uri?: string;
}

/**
 * Makes the metadata of a protected resource, by which a client that was refused finds the issuer to get a token from. Anybody
 * may read it, also a page of another origin. RFC 9728.
 *
 * Does NOT protect anything: `authenticate` does, with `resourceMetadata: resource.metadataUrl`. Does NOT check that a verifier
 * trusts the issuers that are named here. Throws a `ConfigError` for a wrong or unknown option.
 */
export declare function protectedResource(options: ProtectedResourceOptions): ProtectedResource;
