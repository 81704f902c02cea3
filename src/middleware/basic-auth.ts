import type { Clock } from '../clock';
import { Failure } from '../errors';
import type { PasswordRule } from '../routing/basic-auth';
import { parseCredentials } from '../routing/credentials';
import { networkOf } from '../net/network-of';
import type { Exchange, Room } from './exchange';
import { type PasswordCheck, PasswordChecks } from './password-checks';

/** Lets in only who knows a name and a password (RFC 7617), and tells the backend the name. */
export function basicAuth(clock: Clock): Room {
  const checks = new PasswordChecks(() => clock.now());
  return function basicAuth({ state }, next) {
    const rule = state.edge.basicAuth;
    if (rule === undefined) return next();
    const credentials = parseCredentials(state.request.header('authorization'));
    if (credentials === undefined) throw unauthorized(state, rule, 'no name and password that can be read');
    const { user } = credentials;
    const hash = rule.users.get(user);
    const check = checks.check(credentials, hash ?? rule.stranger, networkOf(state.request.ip));
    if (check === undefined) throw new Failure('auth_unavailable', 'too many passwords wait to be checked');
    // A stranger's verdict is waited for, as that of a user is.
    const verdict = check === true ? undefined : verdictOf(check, state);
    if (verdict === undefined && hash !== undefined) return letIn(state, rule, user, next);
    return Promise.resolve(verdict).then((isRight) => {
      if (isRight !== true || hash === undefined) throw unauthorized(state, rule, 'wrong name or password');
      return letIn(state, rule, user, next);
    });
  };
}

function letIn<Result>({ claims }: Exchange, { userHeader }: PasswordRule, user: string, next: () => Result): Result {
  // RFC 9110 §5.5: octets above ASCII are opaque; these are UTF-8.
  if (userHeader !== undefined) claims.push(userHeader, Buffer.from(user).toString('latin1'));
  return next();
}

function unauthorized({ answerFields }: Exchange, { challenge }: PasswordRule, why: string): Failure {
  answerFields.push((fields) => [...fields, 'WWW-Authenticate', challenge]);
  return new Failure('unauthorized', why);
}

/** Rejects when the client leaves before there is a verdict. */
function verdictOf({ verdict, abandon }: PasswordCheck, { underWay }: Exchange): Promise<boolean> {
  return new Promise<boolean>((resolve, reject) => {
    underWay.attempts = { interrupt: reject };
    verdict.then(resolve, reject);
  }).finally(() => {
    underWay.attempts = undefined;
    abandon();
  });
}
