import { importJWK, type JWTPayload, jwtVerify } from 'jose';
import type { Clock } from '../service.ts';
import type { Cognito } from './cognito.ts';

/**
 * Reads tokens as services do that know a pool only by its published keys: signature, issuer and time. A sign-in that was revoked
 * meanwhile is none of what they see.
 */
export function verifierOf(
  cognito: Pick<Cognito, 'pool' | 'tokens'>,
  clock: Clock,
): (userPoolId: string, token: string) => Promise<JWTPayload | undefined> {
  return async (userPoolId, token) => {
    const pool = cognito.pool(userPoolId);
    const [key] = cognito.tokens.publicKeys(pool).keys;
    if (key === undefined) return undefined;
    const verified = await jwtVerify(token, await importJWK(key, 'RS256'), {
      issuer: cognito.tokens.issuer(pool),
      currentDate: new Date(clock.now()),
    }).catch(() => undefined);
    return verified?.payload;
  };
}
