import { Failure, messageOf } from '../../errors';

/** Whether a connection was not made because this process, or the whole machine, has no file descriptor left. */
export function isOutOfDescriptors(error: NodeJS.ErrnoException | undefined): boolean {
  return error?.code === 'EMFILE' || error?.code === 'ENFILE';
}

/** What it means that a connection was not made. A lack of our own says nothing of the backend. */
export function connectFailure(error: Error): Failure {
  const reason = isOutOfDescriptors(error) ? 'out_of_descriptors' : 'connect_failed';
  return new Failure(reason, messageOf(error), { cause: error });
}
