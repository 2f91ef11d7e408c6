/** A request was not made because its address is not on the public internet. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
  readonly code = 'address-refused';
}

/** A response went on after the limit of bytes. */
export class ResponseTooLargeError extends Error {
  override readonly name = 'ResponseTooLargeError';
  readonly code = 'response-too-large';

  constructor(url: string, maxBytes: number) {
    super(
      `${url} sends more than ${maxBytes} bytes, which is the limit. Name a smaller page, or raise maxResponseBytes.`,
    );
  }
}
