/** A file that travels with a message. `source` is base64 data or a URL. */
export interface FileContent {
  readonly type?: 'base64' | 'url';
  readonly source: string;
  readonly name: string;
  readonly media_type?: string | null;
  readonly size_bytes?: number | null;
}

/** An image inside an event. */
export interface ImageContent {
  readonly source: string;
  readonly type: 'url' | 'base64' | (string & {});
  readonly media_type?: string | null;
}

/** What a user says to the agent. `images` are base64 data URIs. */
export interface UserMessage {
  readonly type: 'user_message';
  readonly message: string;
  readonly images?: readonly string[];
  readonly files?: readonly FileContent[];
  /** Who speaks; default `user`. Comes back in the echo (`message_event.caller_id`). */
  readonly caller_id?: string;
}

/** Several messages delivered as one. */
export interface UserMessageBatch {
  readonly type: 'batch';
  readonly messages: readonly UserMessage[];
}
