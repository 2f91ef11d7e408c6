/** Bodies of the newer session-files endpoints. Source: wire notes 3.11. */
export interface ListFilesRequest {
  /** Default `~/Downloads`. */
  readonly path?: string;
  readonly max_entries?: number;
  readonly modified_before?: string | null;
  readonly name_after?: string | null;
}

export interface FileEntry {
  readonly name: string;
  readonly path: string;
  readonly size_bytes: number;
  readonly modified_at: string;
  readonly is_dir: boolean;
}

export interface ListFilesResponse {
  readonly path: string;
  readonly files: readonly FileEntry[];
  readonly truncated: boolean;
}

export interface ReadFileRequest {
  readonly path: string;
}

export interface ReadFileResponse {
  readonly path: string;
  readonly content_base64: string;
  readonly size_bytes: number;
  readonly modified_at: string;
}

export interface WriteFileRequest {
  readonly path: string;
  readonly content_base64: string;
}

export interface WriteFileResponse {
  readonly path: string;
  readonly size_bytes: number;
}
