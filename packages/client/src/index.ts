export { createClient } from './create-client.js';
export type {
  AgentSessionClient,
  ChangesOptions,
  CreateOptions,
  EventsQuery,
  ListQuery,
  MessageInput,
  SharedSession,
  ToolResultsInput,
} from './agent-session-client.js';
export type { AttemptInfo, ClientHooks, ReplyInfo, RetryInfo } from './client-hooks.js';
export type { ApiVersion, CallOptions, ClientOptions, Region } from './client-options.js';
export type { ApiKey } from './key-source.js';
export type { PagedList } from './paged-list.js';
export type { RetryOptions } from './retry-policy.js';
export type { SessionResource } from './session-resource.js';
export { verifyWebhook } from './verify-webhook.js';
export type { VerifyWebhookOptions, WebhookDelivery } from './verify-webhook.js';

export { ClientError } from './errors/client-error.js';
export type { ClientErrorCode } from './errors/client-error.js';
export { isClientError } from './errors/is-client-error.js';
export type { ClientErrors } from './errors/is-client-error.js';
export {
  InvalidArgumentError,
  ListShiftedError,
  UnsupportedRuntimeError,
  WebhookRejectedError,
} from './errors/local-errors.js';
export {
  AuthenticationError,
  ConflictError,
  InvalidRequestError,
  NotFoundError,
  PaymentError,
  PermissionError,
  ProtocolError,
  QuotaError,
  RefusedByStateError,
  ServerError,
} from './errors/reply-errors.js';
export type { FieldIssue } from './errors/reply-errors.js';
export { DeliveryUnknownError, NetworkError, TimeoutError } from './errors/transport-errors.js';
