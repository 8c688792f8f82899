/** The shapes of real tokens, as the vendors document them: what `iat` and `exp` are added to. */
export interface Shape {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

const tid = '11111111-2222-3333-4444-555555555555'
const user = '0f1e2d3c-aaaa-bbbb-cccc-1234567890ab'
const session = '5d7c1b2a-dddd-eeee-ffff-1234567890ab'

const keycloak = {
  iss: 'https://keycloak.example/realms/shop',
  sub: user,
  azp: 'shop-web',
  sid: session,
  acr: '1',
  email_verified: true,
  preferred_username: 'ada',
}
const keycloakAccess = {
  ...keycloak,
  jti: 'trrtcc:1',
  aud: ['orders-api', 'account'],
  typ: 'Bearer',
  'allowed-origins': ['https://shop.example'],
  realm_access: { roles: ['offline_access', 'seller'] },
  resource_access: { account: { roles: ['view-profile'] } },
  scope: 'openid email orders',
}
const cognito = {
  iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI',
  sub: user,
  jti: session,
  origin_jti: session,
  event_id: session,
  auth_time: 1,
}
const entra = {
  iss: `https://login.microsoftonline.com/${tid}/v2.0`,
  aud: '99999999-8888-7777-6666-555555555555',
  tid,
  oid: user,
  sub: 'pairwise-subject',
  ver: '2.0',
  uti: 'x',
  rh: 'x',
  nbf: 1,
}
const entraV1 = { ...entra, iss: `https://sts.windows.net/${tid}/`, aud: 'api://orders', ver: '1.0' }
const auth0 = { iss: 'https://shop.eu.auth0.com/', sub: 'auth0|6553da60a54af58e29493993' }
const okta = { ver: 1, iss: 'https://shop.okta.com/oauth2/default' }

const JWT = { typ: 'JWT' }
const NO_TYP = { typ: undefined }
const X5T = { typ: 'JWT', x5t: 'thumbprint' }
const auth0Audience = ['https://orders.example', 'https://shop.eu.auth0.com/userinfo']

export const ACCESS = {
  keycloak: { header: JWT, claims: keycloakAccess },
  keycloakAtJwt: { header: { typ: 'at+jwt' }, claims: keycloakAccess },
  keycloakMachine: {
    header: JWT,
    claims: {
      iss: keycloak.iss,
      sub: session,
      aud: 'orders-api',
      typ: 'Bearer',
      azp: 'worker',
      client_id: 'worker',
      clientHost: '10.0.0.1',
      preferred_username: 'service-account-worker',
      scope: 'orders',
    },
  },
  cognito: {
    header: NO_TYP,
    claims: {
      ...cognito,
      token_use: 'access',
      client_id: '6example7client8id9',
      version: 2,
      username: 'ada',
      'cognito:groups': ['sellers'],
      scope: 'aws.cognito.signin.user.admin orders/read',
    },
  },
  cognitoMachine: {
    header: NO_TYP,
    claims: {
      iss: cognito.iss,
      sub: '6example7client8id9',
      token_use: 'access',
      client_id: '6example7client8id9',
      version: 2,
      jti: session,
      scope: 'orders/read',
      auth_time: 1,
    },
  },
  entra: {
    header: JWT,
    claims: {
      ...entra,
      azp: tid,
      azpacr: '0',
      name: 'Ada',
      preferred_username: 'ada@shop.example',
      scp: 'Orders.Read Orders.Write',
      roles: ['Seller'],
    },
  },
  entraMachine: {
    header: JWT,
    claims: { ...entra, azp: tid, azpacr: '1', roles: ['Orders.Read.All'], sub: user },
  },
  entraV1: {
    header: X5T,
    claims: {
      ...entraV1,
      appid: tid,
      appidacr: '0',
      acr: '1',
      amr: ['pwd'],
      aio: 'x',
      unique_name: 'ada@shop.example',
      scp: 'Orders.Read',
    },
  },
  auth0: {
    header: { typ: 'at+jwt' },
    claims: {
      ...auth0,
      aud: auth0Audience,
      client_id: 'shop-web',
      jti: '73WakrfVbNJBaAmhQtEeDv',
      scope: 'openid profile read:orders',
      permissions: ['read:orders'],
    },
  },
  auth0Default: {
    header: JWT,
    claims: {
      ...auth0,
      aud: auth0Audience,
      azp: 'shop-web',
      scope: 'openid profile read:orders',
      permissions: ['read:orders'],
    },
  },
  auth0Machine: {
    header: JWT,
    claims: {
      iss: auth0.iss,
      sub: 'worker@clients',
      aud: 'https://orders.example',
      azp: 'worker',
      scope: 'read:orders',
      gty: 'client-credentials',
    },
  },
  okta: {
    header: NO_TYP,
    claims: {
      ...okta,
      jti: 'AT.1',
      aud: 'api://default',
      sub: 'ada@shop.example',
      cid: 'shop-web',
      uid: '00u1',
      scp: ['openid', 'orders'],
      groups: ['sellers'],
      auth_time: 1,
    },
  },
  oktaMachine: {
    header: NO_TYP,
    claims: { ...okta, jti: 'AT.2', aud: 'api://default', sub: 'worker', cid: 'worker', scp: ['orders'] },
  },
} satisfies Record<string, Shape>

/** ID tokens of the same issuers: signed by the same keys, for the client. */
export const ID = {
  keycloak: {
    header: JWT,
    claims: { ...keycloak, aud: 'shop-web', typ: 'ID', at_hash: 'x', nonce: 'x', auth_time: 1 },
  },
  cognito: {
    header: NO_TYP,
    claims: {
      ...cognito,
      aud: '6example7client8id9',
      token_use: 'id',
      'cognito:username': 'ada',
      'cognito:groups': ['sellers'],
      at_hash: 'x',
    },
  },
  entra: { header: JWT, claims: { ...entra, aud: 'shop-web', name: 'Ada', nonce: 'x' } },
  entraV1: {
    header: X5T,
    claims: { ...entraV1, aud: 'shop-web', unique_name: 'ada@shop.example', nonce: 'x' },
  },
  auth0: { header: JWT, claims: { ...auth0, aud: 'shop-web', sid: session, nonce: 'x', nickname: 'ada' } },
  okta: {
    header: NO_TYP,
    claims: {
      ...okta,
      jti: 'ID.1',
      aud: 'shop-web',
      sub: '00u1',
      idp: '00o1',
      amr: ['pwd'],
      at_hash: 'x',
      nonce: 'x',
      auth_time: 1,
    },
  },
} satisfies Record<string, Shape>

/** A token of Okta's org authorization server: for Okta alone. */
export const OKTA_ORG: Shape = {
  header: { typ: 'application/okta-internal-at+jwt' },
  claims: { ...ACCESS.okta.claims, iss: 'https://shop.okta.com', aud: 'https://shop.okta.com' },
}
