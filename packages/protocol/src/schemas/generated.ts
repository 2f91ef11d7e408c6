// Written by scripts/generate-schemas.mjs from contract/sessions.openapi.json. Do not edit.
import type { JsonSchema } from '../json.js';

/** The name of a body, or of a part of one, in the newest generation. */
export type SchemaName =
  | 'ActiveStateChangeData'
  | 'ActiveStateChangeEvent'
  | 'Agent'
  | 'AgentCompletionData'
  | 'AgentCompletionEvent'
  | 'AgentErrorData'
  | 'AgentErrorEvent'
  | 'AgentEvent'
  | 'AgentRunStatusChangeData'
  | 'AgentRunStatusChangeEvent'
  | 'AgentStartedData'
  | 'AgentStartedEvent'
  | 'Android'
  | 'AnswerEvent'
  | 'AnswerOutcome'
  | 'AttachmentData'
  | 'AttachmentEvent'
  | 'Browser'
  | 'BrowserNetwork'
  | 'BrowserTextMode'
  | 'BrowserVisualMode'
  | 'Desktop'
  | 'Environment'
  | 'ErrorBody'
  | 'ErrorEvent'
  | 'Feedback'
  | 'FileContent'
  | 'FileEntry'
  | 'FileTransferData'
  | 'FileTransferEvent'
  | 'FlowEvent'
  | 'HTTPValidationError'
  | 'ImageContent'
  | 'JsonValue'
  | 'ListFilesRequest'
  | 'ListFilesResponse'
  | 'LiveViewUrlData'
  | 'LiveViewUrlEvent'
  | 'ManagedProxySelection'
  | 'MessageBody'
  | 'MessageEvent'
  | 'Metrics'
  | 'MetricsUpdateData'
  | 'MetricsUpdateEvent'
  | 'ModelCost'
  | 'ModelUsage'
  | 'ObservationEvent'
  | 'Page_SessionEvent_'
  | 'Page_SessionSummary_'
  | 'PolicyEvent'
  | 'ProxyPool'
  | 'QuotaStatus'
  | 'ReadFileRequest'
  | 'ReadFileResponse'
  | 'RequestStartData'
  | 'RequestStartDispatchedData'
  | 'RequestStartDispatchedEvent'
  | 'RequestStartEvent'
  | 'RunnerSessionData'
  | 'RunnerSessionEvent'
  | 'Session'
  | 'SessionChanges'
  | 'SessionErrorCode'
  | 'SessionEvent'
  | 'SessionRequest'
  | 'SessionStatus'
  | 'SessionSummary'
  | 'ShareLink'
  | 'Skill'
  | 'ToolDefinition'
  | 'ToolRequest'
  | 'ToolResultBatch'
  | 'ToolResultEvent'
  | 'ToolResultsBody'
  | 'TrajectoryEvent'
  | 'TrajectoryStatus'
  | 'UserMessageBatch'
  | 'UserMessageEvent'
  | 'ValidationError'
  | 'WebhookDelivery'
  | 'Workstation'
  | 'WriteFileRequest'
  | 'WriteFileResponse';

/** The name of a body, or of a part of one, in the first generation. */
export type SeedSchemaName =
  | 'ActiveStateChangeData'
  | 'ActiveStateChangeEvent'
  | 'Agent'
  | 'AgentCompletionData'
  | 'AgentCompletionEvent'
  | 'AgentErrorData'
  | 'AgentErrorEvent'
  | 'AgentEvent'
  | 'AgentRunStatusChangeData'
  | 'AgentRunStatusChangeEvent'
  | 'AgentStartedData'
  | 'AgentStartedEvent'
  | 'AnswerEvent'
  | 'AnswerOutcome'
  | 'AttachmentData'
  | 'AttachmentEvent'
  | 'Browser'
  | 'ErrorBody'
  | 'ErrorEvent'
  | 'Feedback'
  | 'FileTransferData'
  | 'FileTransferEvent'
  | 'FlowEvent'
  | 'HTTPValidationError'
  | 'ImageContent'
  | 'JsonValue'
  | 'LiveViewUrlData'
  | 'LiveViewUrlEvent'
  | 'MessageBody'
  | 'MessageEvent'
  | 'Metrics'
  | 'MetricsUpdateData'
  | 'MetricsUpdateEvent'
  | 'ModelCost'
  | 'ModelUsage'
  | 'ObservationEvent'
  | 'Page_SessionSummary_'
  | 'Page_TrajectoryEvent_'
  | 'PolicyEvent'
  | 'QuotaStatus'
  | 'RequestStartData'
  | 'RequestStartDispatchedData'
  | 'RequestStartDispatchedEvent'
  | 'RequestStartEvent'
  | 'RunnerSessionData'
  | 'RunnerSessionEvent'
  | 'Session'
  | 'SessionEvent'
  | 'SessionRequest'
  | 'SessionStatus'
  | 'SessionSummary'
  | 'ShareLink'
  | 'Skill'
  | 'ToolRequest'
  | 'ToolResultEvent'
  | 'TrajectoryChanges'
  | 'TrajectoryEvent'
  | 'TrajectoryStatus'
  | 'UserMessageBatch'
  | 'UserMessageEvent'
  | 'ValidationError'
  | 'WebhookDelivery';

/** One operation of the OpenAPI file: the schemas of its body, its query and its success replies. */
export interface OperationSchemas<Name extends string> {
  readonly request: Name | null;
  readonly query: JsonSchema | null;
  readonly responses: Readonly<Record<string, Name | null>>;
}

/** A generation of the contract: its definitions by name, its operations by "METHOD /path". */
export interface SchemaGeneration<Name extends string> {
  readonly definitions: Readonly<Record<Name, JsonSchema>>;
  readonly operations: Readonly<Record<string, OperationSchemas<Name>>>;
}

export const NEWEST: SchemaGeneration<SchemaName> = {
  definitions: {
    ActiveStateChangeData: {
      type: 'object',
      properties: {
        state: { type: 'string', enum: ['running', 'idle', 'awaiting_tool_results'] },
        pending_tool_calls: { anyOf: [{ type: 'array', items: { $ref: '#/$defs/ToolRequest' } }, { type: 'null' }] },
      },
      required: ['state'],
      additionalProperties: true,
    },
    ActiveStateChangeEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'ActiveStateChangeEvent' },
        data: { $ref: '#/$defs/ActiveStateChangeData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    Agent: {
      type: 'object',
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 127 },
        description: { type: 'string', minLength: 1 },
        environments: { type: 'array', items: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/Environment' }] } },
        model: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        instructions: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        subagents: {
          anyOf: [
            { type: 'array', items: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/Agent' }] } },
            { type: 'null' },
          ],
        },
        skills: {
          anyOf: [
            { type: 'array', items: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/Skill' }] } },
            { type: 'null' },
          ],
        },
        answer_format: { anyOf: [{ type: 'object', additionalProperties: true }, { type: 'null' }] },
        tools: { anyOf: [{ type: 'array', items: { $ref: '#/$defs/ToolDefinition' } }, { type: 'null' }] },
        reasoning_effort: {
          anyOf: [{ type: 'string', enum: ['disabled', 'low', 'medium', 'xhigh'] }, { type: 'null' }],
        },
      },
      required: ['name', 'description', 'environments'],
    },
    AgentCompletionData: {
      type: 'object',
      properties: { reason: { type: 'string', enum: ['finished', 'stopped', 'timed_out'] } },
      required: ['reason'],
      additionalProperties: true,
    },
    AgentCompletionEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'AgentCompletionEvent' },
        data: { $ref: '#/$defs/AgentCompletionData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    AgentErrorData: {
      type: 'object',
      properties: {
        error: { type: 'string' },
        trace: { type: 'string', default: '' },
        info: { anyOf: [{ type: 'object', additionalProperties: true }, { type: 'null' }] },
      },
      required: ['error'],
      additionalProperties: true,
    },
    AgentErrorEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'AgentErrorEvent' },
        data: { $ref: '#/$defs/AgentErrorData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    AgentEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'AgentEvent' },
        data: {
          type: 'object',
          properties: {
            kind: {
              type: 'string',
              enum: [
                'policy_event',
                'tool_result',
                'answer_event',
                'error_event',
                'message_event',
                'observation_event',
                'flow_event',
              ],
            },
          },
          required: ['kind'],
          allOf: [
            {
              if: { properties: { kind: { const: 'policy_event' } }, required: ['kind'] },
              then: { $ref: '#/$defs/PolicyEvent' },
            },
            {
              if: { properties: { kind: { const: 'tool_result' } }, required: ['kind'] },
              then: { $ref: '#/$defs/ToolResultEvent' },
            },
            {
              if: { properties: { kind: { const: 'answer_event' } }, required: ['kind'] },
              then: { $ref: '#/$defs/AnswerEvent' },
            },
            {
              if: { properties: { kind: { const: 'error_event' } }, required: ['kind'] },
              then: { $ref: '#/$defs/ErrorEvent' },
            },
            {
              if: { properties: { kind: { const: 'message_event' } }, required: ['kind'] },
              then: { $ref: '#/$defs/MessageEvent' },
            },
            {
              if: { properties: { kind: { const: 'observation_event' } }, required: ['kind'] },
              then: { $ref: '#/$defs/ObservationEvent' },
            },
            {
              if: { properties: { kind: { const: 'flow_event' } }, required: ['kind'] },
              then: { $ref: '#/$defs/FlowEvent' },
            },
          ],
        },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    AgentRunStatusChangeData: {
      type: 'object',
      properties: { status: { type: 'string', enum: ['running', 'paused'] } },
      required: ['status'],
      additionalProperties: true,
    },
    AgentRunStatusChangeEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'AgentRunStatusChangeEvent' },
        data: { $ref: '#/$defs/AgentRunStatusChangeData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    AgentStartedData: { type: 'object', properties: {}, additionalProperties: true },
    AgentStartedEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'AgentStartedEvent' },
        data: { $ref: '#/$defs/AgentStartedData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    Android: {
      type: 'object',
      properties: {
        id: { type: 'string', minLength: 1 },
        kind: { type: 'string', const: 'android', default: 'android' },
        session_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        image: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        lazy: { type: 'boolean', default: false },
      },
      required: ['id'],
    },
    AnswerEvent: {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'answer_event', default: 'answer_event' },
        answer: { anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }] },
        outcome: { anyOf: [{ $ref: '#/$defs/AnswerOutcome' }, { type: 'null' }] },
      },
      required: ['answer'],
    },
    AnswerOutcome: { type: 'string', enum: ['success', 'partial', 'infeasible', 'blocked'] },
    AttachmentData: {
      type: 'object',
      properties: {
        origin: { type: 'string', enum: ['agent', 'user'] },
        name: { type: 'string' },
        path: { type: 'string' },
        media_type: { type: 'string' },
        size_bytes: { type: 'integer' },
        url: { type: 'string' },
      },
      required: ['origin', 'name', 'path', 'media_type', 'size_bytes', 'url'],
      additionalProperties: true,
    },
    AttachmentEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'AttachmentEvent' },
        data: { $ref: '#/$defs/AttachmentData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    Browser: {
      type: 'object',
      properties: {
        id: { type: 'string', minLength: 1 },
        kind: { type: 'string', const: 'web', default: 'web' },
        host: { type: 'string', enum: ['user_device', 'cloud'], default: 'cloud' },
        start_url: { type: 'string', default: 'https://www.bing.com' },
        headless: { type: 'boolean', default: false },
        session_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        mode: {
          type: 'object',
          properties: { type: { type: 'string', enum: ['visual', 'text'] } },
          required: ['type'],
          allOf: [
            {
              if: { properties: { type: { const: 'visual' } }, required: ['type'] },
              then: { $ref: '#/$defs/BrowserVisualMode' },
            },
            {
              if: { properties: { type: { const: 'text' } }, required: ['type'] },
              then: { $ref: '#/$defs/BrowserTextMode' },
            },
          ],
        },
        lazy: { type: 'boolean', default: false },
        vault_id: { anyOf: [{ type: 'string', format: 'uuid' }, { type: 'null' }] },
        browser_profile_id: { anyOf: [{ type: 'string', format: 'uuid' }, { type: 'null' }] },
        use_default_browser_profile: { type: 'boolean', default: false },
        persist_browser_profile: { type: 'boolean', default: false },
        network: { anyOf: [{ $ref: '#/$defs/BrowserNetwork' }, { type: 'null' }] },
      },
      required: ['id'],
    },
    BrowserNetwork: {
      type: 'object',
      properties: {
        proxy_url: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        managed_proxy: { anyOf: [{ $ref: '#/$defs/ManagedProxySelection' }, { type: 'null' }] },
      },
    },
    BrowserTextMode: {
      type: 'object',
      properties: {
        type: { type: 'string', const: 'text', default: 'text' },
        chunk_size: { type: 'integer', exclusiveMinimum: 0, default: 20000 },
      },
    },
    BrowserVisualMode: {
      type: 'object',
      properties: {
        type: { type: 'string', const: 'visual', default: 'visual' },
        width: { type: 'integer', exclusiveMinimum: 0, default: 1200 },
        height: { type: 'integer', exclusiveMinimum: 0, default: 1200 },
        markdown: { type: 'boolean', default: false },
      },
    },
    Desktop: {
      type: 'object',
      properties: {
        id: { type: 'string', minLength: 1 },
        kind: { type: 'string', const: 'desktop', default: 'desktop' },
        host: { type: 'string', enum: ['user_device', 'cloud'] },
        session_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        lazy: { type: 'boolean', default: false },
      },
      required: ['id', 'host'],
    },
    Environment: {
      type: 'object',
      properties: { kind: { type: 'string', enum: ['web', 'desktop', 'android', 'workstation'] } },
      required: ['kind'],
      allOf: [
        { if: { properties: { kind: { const: 'web' } }, required: ['kind'] }, then: { $ref: '#/$defs/Browser' } },
        { if: { properties: { kind: { const: 'desktop' } }, required: ['kind'] }, then: { $ref: '#/$defs/Desktop' } },
        { if: { properties: { kind: { const: 'android' } }, required: ['kind'] }, then: { $ref: '#/$defs/Android' } },
        {
          if: { properties: { kind: { const: 'workstation' } }, required: ['kind'] },
          then: { $ref: '#/$defs/Workstation' },
        },
      ],
    },
    ErrorBody: {
      anyOf: [
        {
          type: 'object',
          properties: {
            message: { type: 'string' },
            detail: {
              type: 'array',
              items: {
                anyOf: [
                  {
                    type: 'object',
                    properties: { type: { type: 'string' }, message: { type: 'string' } },
                    required: ['type', 'message'],
                    additionalProperties: true,
                  },
                  { $ref: '#/$defs/ValidationError' },
                ],
              },
            },
          },
          required: ['message'],
        },
        {
          type: 'object',
          properties: {
            detail: { anyOf: [{ type: 'string' }, { type: 'array', items: { $ref: '#/$defs/ValidationError' } }] },
          },
          required: ['detail'],
        },
        { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
      ],
    },
    ErrorEvent: {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'error_event', default: 'error_event' },
        error: { type: 'string' },
        origin: { type: 'string' },
        tool_req: { anyOf: [{ $ref: '#/$defs/ToolRequest' }, { type: 'null' }] },
      },
      required: ['error', 'origin'],
    },
    Feedback: {
      type: 'object',
      properties: { success: { type: 'boolean' }, message: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      required: ['success'],
    },
    FileContent: {
      type: 'object',
      properties: {
        type: { type: 'string', enum: ['base64', 'url'], default: 'base64' },
        source: { type: 'string' },
        name: { type: 'string' },
        media_type: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        size_bytes: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
      },
      required: ['source', 'name'],
    },
    FileEntry: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        path: { type: 'string' },
        size_bytes: { type: 'integer' },
        modified_at: { type: 'string', format: 'date-time' },
        is_dir: { type: 'boolean' },
      },
      required: ['name', 'path', 'size_bytes', 'modified_at', 'is_dir'],
    },
    FileTransferData: {
      type: 'object',
      properties: {
        direction: { type: 'string', enum: ['download', 'upload'] },
        path: { type: 'string' },
        size_bytes: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
      },
      required: ['direction', 'path'],
      additionalProperties: true,
    },
    FileTransferEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'FileTransferEvent' },
        data: { $ref: '#/$defs/FileTransferData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    FlowEvent: {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'flow_event', default: 'flow_event' },
        flow: { type: 'string' },
        origin: { type: 'string' },
      },
      required: ['flow', 'origin'],
    },
    HTTPValidationError: {
      type: 'object',
      properties: { detail: { type: 'array', items: { $ref: '#/$defs/ValidationError' } } },
    },
    ImageContent: {
      type: 'object',
      properties: {
        source: { type: 'string' },
        type: { type: 'string', enum: ['url', 'base64'] },
        media_type: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
      required: ['source', 'type'],
    },
    JsonValue: {},
    ListFilesRequest: {
      type: 'object',
      properties: {
        path: { type: 'string', default: '~/Downloads' },
        max_entries: { type: 'integer', minimum: 1, default: 500 },
        modified_before: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
        name_after: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
    },
    ListFilesResponse: {
      type: 'object',
      properties: {
        path: { type: 'string' },
        files: { type: 'array', items: { $ref: '#/$defs/FileEntry' } },
        truncated: { type: 'boolean' },
      },
      required: ['path', 'files', 'truncated'],
    },
    LiveViewUrlData: {
      type: 'object',
      properties: { live_view_url: { type: 'string' } },
      required: ['live_view_url'],
      additionalProperties: true,
    },
    LiveViewUrlEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'LiveViewUrlEvent' },
        data: { $ref: '#/$defs/LiveViewUrlData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    ManagedProxySelection: {
      type: 'object',
      properties: {
        country: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        sticky: { type: 'boolean', default: true },
        pool: { $ref: '#/$defs/ProxyPool', default: 'residential' },
      },
    },
    MessageBody: {
      type: 'object',
      properties: { type: { type: 'string', enum: ['user_message', 'batch'] } },
      required: ['type'],
      allOf: [
        {
          if: { properties: { type: { const: 'user_message' } }, required: ['type'] },
          then: { $ref: '#/$defs/UserMessageEvent' },
        },
        {
          if: { properties: { type: { const: 'batch' } }, required: ['type'] },
          then: { $ref: '#/$defs/UserMessageBatch' },
        },
      ],
    },
    MessageEvent: {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'message_event', default: 'message_event' },
        caller_id: { type: 'string' },
        content: { type: 'array', items: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/ImageContent' }] } },
      },
      required: ['caller_id'],
    },
    Metrics: {
      type: 'object',
      properties: {
        steps: { type: 'integer', default: 0 },
        cost_per_model: { type: 'array', items: { $ref: '#/$defs/ModelCost' } },
        input_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        output_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        reasoning_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        total_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
      },
      additionalProperties: true,
    },
    MetricsUpdateData: {
      type: 'object',
      properties: { metrics: { $ref: '#/$defs/Metrics' } },
      required: ['metrics'],
      additionalProperties: true,
    },
    MetricsUpdateEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'MetricsUpdateEvent' },
        data: { $ref: '#/$defs/MetricsUpdateData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    ModelCost: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        input_tokens: { type: 'integer' },
        output_tokens: { type: 'integer' },
        reasoning_tokens: { type: 'integer' },
        input_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        output_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        reasoning_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        total_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
      },
      required: ['name', 'input_tokens', 'output_tokens', 'reasoning_tokens'],
      additionalProperties: true,
    },
    ModelUsage: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        input_tokens: { type: 'integer' },
        output_tokens: { type: 'integer' },
        reasoning_tokens: { type: 'integer' },
      },
      required: ['name', 'input_tokens', 'output_tokens', 'reasoning_tokens'],
    },
    ObservationEvent: {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'observation_event', default: 'observation_event' },
        type: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        text: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        image: { anyOf: [{ $ref: '#/$defs/ImageContent' }, { type: 'null' }] },
        metadata: { type: 'object', additionalProperties: true },
      },
    },
    Page_SessionEvent_: {
      type: 'object',
      properties: {
        items: { type: 'array', items: { $ref: '#/$defs/SessionEvent' } },
        total: { type: 'integer' },
        page: { type: 'integer' },
      },
      required: ['items', 'total', 'page'],
    },
    Page_SessionSummary_: {
      type: 'object',
      properties: {
        items: { type: 'array', items: { $ref: '#/$defs/SessionSummary' } },
        total: { type: 'integer' },
        page: { type: 'integer' },
      },
      required: ['items', 'total', 'page'],
    },
    PolicyEvent: {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'policy_event', default: 'policy_event' },
        reasoning_content: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        content: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        tool_reqs: { type: 'array', items: { $ref: '#/$defs/ToolRequest' } },
        validation_errors: { type: 'array', items: { type: 'string' } },
      },
    },
    ProxyPool: { type: 'string', enum: ['residential', 'datacenter', 'isp', 'mobile'] },
    QuotaStatus: {
      type: 'object',
      properties: {
        scope: { type: 'string', enum: ['user', 'org'] },
        limit: { type: 'integer' },
        active: { type: 'integer' },
        available: { type: 'integer' },
      },
      required: ['scope', 'limit', 'active', 'available'],
    },
    ReadFileRequest: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
    ReadFileResponse: {
      type: 'object',
      properties: {
        path: { type: 'string' },
        content_base64: { type: 'string' },
        size_bytes: { type: 'integer' },
        modified_at: { type: 'string', format: 'date-time' },
      },
      required: ['path', 'content_base64', 'size_bytes', 'modified_at'],
    },
    RequestStartData: { type: 'object', properties: {}, additionalProperties: true },
    RequestStartDispatchedData: {
      type: 'object',
      properties: { status: { type: 'string' } },
      required: ['status'],
      additionalProperties: true,
    },
    RequestStartDispatchedEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'RequestStartDispatchedEvent' },
        data: { $ref: '#/$defs/RequestStartDispatchedData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    RequestStartEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'RequestStartEvent' },
        data: { $ref: '#/$defs/RequestStartData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    RunnerSessionData: {
      type: 'object',
      properties: { runner_session_id: { type: 'string' } },
      required: ['runner_session_id'],
      additionalProperties: true,
    },
    RunnerSessionEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'RunnerSessionEvent' },
        data: { $ref: '#/$defs/RunnerSessionData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    Session: {
      type: 'object',
      properties: {
        id: { type: 'string', format: 'uuid' },
        request: { $ref: '#/$defs/SessionRequest' },
        status: { $ref: '#/$defs/SessionStatus' },
        agent_view_url: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        latest_answer: {},
        created_at: { type: 'string', format: 'date-time' },
        started_at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
        finished_at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
      },
      required: ['id', 'request', 'status', 'created_at'],
      additionalProperties: false,
    },
    SessionChanges: {
      type: 'object',
      properties: {
        status: { $ref: '#/$defs/TrajectoryStatus' },
        started_at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
        finished_at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
        error: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        error_code: { anyOf: [{ $ref: '#/$defs/SessionErrorCode' }, { type: 'null' }] },
        new_events: { type: 'array', items: { $ref: '#/$defs/SessionEvent' }, default: [] },
        answer: { anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }, { type: 'null' }] },
        outcome: { anyOf: [{ $ref: '#/$defs/AnswerOutcome' }, { type: 'null' }] },
        metrics: { $ref: '#/$defs/Metrics' },
      },
      required: ['status'],
    },
    SessionErrorCode: {
      type: 'string',
      enum: ['environment_error', 'no_answer', 'answer_validation', 'timeout', 'insufficient_credit', 'internal'],
    },
    SessionEvent: {
      anyOf: [
        {
          type: 'object',
          properties: {
            type: {
              type: 'string',
              enum: [
                'AgentStartedEvent',
                'AgentCompletionEvent',
                'AgentErrorEvent',
                'AgentRunStatusChangeEvent',
                'ActiveStateChangeEvent',
                'LiveViewUrlEvent',
                'RequestStartEvent',
                'RequestStartDispatchedEvent',
                'MetricsUpdateEvent',
                'FileTransferEvent',
                'AttachmentEvent',
                'RunnerSessionEvent',
                'AgentEvent',
              ],
            },
          },
          required: ['type'],
          allOf: [
            {
              if: { properties: { type: { const: 'AgentStartedEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/AgentStartedEvent' },
            },
            {
              if: { properties: { type: { const: 'AgentCompletionEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/AgentCompletionEvent' },
            },
            {
              if: { properties: { type: { const: 'AgentErrorEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/AgentErrorEvent' },
            },
            {
              if: { properties: { type: { const: 'AgentRunStatusChangeEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/AgentRunStatusChangeEvent' },
            },
            {
              if: { properties: { type: { const: 'ActiveStateChangeEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/ActiveStateChangeEvent' },
            },
            {
              if: { properties: { type: { const: 'LiveViewUrlEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/LiveViewUrlEvent' },
            },
            {
              if: { properties: { type: { const: 'RequestStartEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/RequestStartEvent' },
            },
            {
              if: { properties: { type: { const: 'RequestStartDispatchedEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/RequestStartDispatchedEvent' },
            },
            {
              if: { properties: { type: { const: 'MetricsUpdateEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/MetricsUpdateEvent' },
            },
            {
              if: { properties: { type: { const: 'FileTransferEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/FileTransferEvent' },
            },
            {
              if: { properties: { type: { const: 'AttachmentEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/AttachmentEvent' },
            },
            {
              if: { properties: { type: { const: 'RunnerSessionEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/RunnerSessionEvent' },
            },
            {
              if: { properties: { type: { const: 'AgentEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/AgentEvent' },
            },
          ],
        },
        { $ref: '#/$defs/TrajectoryEvent' },
      ],
    },
    SessionRequest: {
      type: 'object',
      properties: {
        agent: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/Agent' }] },
        messages: {
          anyOf: [
            { type: 'string' },
            { $ref: '#/$defs/UserMessageEvent' },
            { type: 'array', items: { $ref: '#/$defs/UserMessageEvent' } },
            { type: 'null' },
          ],
        },
        max_steps: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }] },
        max_time_s: { anyOf: [{ type: 'number', exclusiveMinimum: 0 }, { type: 'null' }] },
        idle_timeout_s: { anyOf: [{ type: 'integer', exclusiveMinimum: 0 }, { type: 'null' }] },
        delete_after_min: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }], default: 43200 },
        delete_screenshot_after_min: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }], default: 43200 },
        queue: { type: 'boolean', default: true },
        group_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        parent_session_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        overrides: { type: 'object', additionalProperties: true },
        answer_format: { anyOf: [{ type: 'object', additionalProperties: true }, { type: 'null' }] },
      },
      required: ['agent'],
    },
    SessionStatus: {
      type: 'object',
      properties: {
        status: { $ref: '#/$defs/TrajectoryStatus' },
        error: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        error_code: { anyOf: [{ $ref: '#/$defs/SessionErrorCode' }, { type: 'null' }] },
        outcome: { anyOf: [{ $ref: '#/$defs/AnswerOutcome' }, { type: 'null' }] },
        steps: { type: 'integer', default: 0 },
        usage_per_model: { type: 'array', items: { $ref: '#/$defs/ModelUsage' } },
        subagent_session_ids: { type: 'array', items: { type: 'string', format: 'uuid' } },
      },
      required: ['status'],
    },
    SessionSummary: {
      type: 'object',
      properties: {
        id: { type: 'string', format: 'uuid' },
        agent: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        status: { $ref: '#/$defs/TrajectoryStatus' },
        agent_view_url: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        first_message: { anyOf: [{ $ref: '#/$defs/UserMessageEvent' }, { type: 'null' }] },
        created_at: { type: 'string', format: 'date-time' },
        started_at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
        finished_at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
        last_activity_at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
        anonymized_at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
      },
      required: ['id', 'status', 'created_at'],
      additionalProperties: false,
    },
    ShareLink: {
      type: 'object',
      properties: { share_url: { type: 'string' } },
      required: ['share_url'],
      additionalProperties: false,
    },
    Skill: {
      type: 'object',
      properties: {
        name: { type: 'string', minLength: 1 },
        description: { type: 'string', minLength: 1 },
        body: { type: 'string', minLength: 1 },
        source: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        url_pattern: { anyOf: [{ type: 'string', minLength: 1, maxLength: 1024 }, { type: 'null' }] },
      },
      required: ['name', 'description', 'body'],
    },
    ToolDefinition: {
      type: 'object',
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 64 },
        description: { type: 'string', minLength: 1 },
        input_schema: { type: 'object', additionalProperties: true },
      },
      required: ['name', 'description'],
    },
    ToolRequest: {
      type: 'object',
      properties: {
        tool_name: { type: 'string' },
        args: { type: 'object', additionalProperties: true },
        id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
      required: ['tool_name'],
    },
    ToolResultBatch: {
      type: 'object',
      properties: {
        type: { type: 'string', const: 'batch', default: 'batch' },
        results: {
          type: 'array',
          items: {
            type: 'object',
            properties: { kind: { type: 'string', enum: ['tool_result', 'error_event'] } },
            required: ['kind'],
            allOf: [
              {
                if: { properties: { kind: { const: 'tool_result' } }, required: ['kind'] },
                then: { $ref: '#/$defs/ToolResultEvent' },
              },
              {
                if: { properties: { kind: { const: 'error_event' } }, required: ['kind'] },
                then: { $ref: '#/$defs/ErrorEvent' },
              },
            ],
          },
          minItems: 1,
        },
      },
      required: ['results'],
      additionalProperties: false,
    },
    ToolResultEvent: {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'tool_result', default: 'tool_result' },
        tool_req: { $ref: '#/$defs/ToolRequest' },
        result: { $ref: '#/$defs/JsonValue' },
        truncated: { type: 'boolean', default: false },
        output_artifact_path: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
      required: ['tool_req'],
    },
    ToolResultsBody: {
      anyOf: [{ $ref: '#/$defs/ToolResultEvent' }, { $ref: '#/$defs/ErrorEvent' }, { $ref: '#/$defs/ToolResultBatch' }],
    },
    TrajectoryEvent: {
      type: 'object',
      properties: { type: { type: 'string' }, data: {}, timestamp: { type: 'string', format: 'date-time' } },
      required: ['type', 'data', 'timestamp'],
    },
    TrajectoryStatus: {
      type: 'string',
      enum: [
        'queued',
        'pending',
        'running',
        'paused',
        'idle',
        'awaiting_tool_results',
        'completed',
        'failed',
        'timed_out',
        'interrupted',
      ],
    },
    UserMessageBatch: {
      type: 'object',
      properties: {
        type: { type: 'string', const: 'batch', default: 'batch' },
        messages: { type: 'array', items: { $ref: '#/$defs/UserMessageEvent' }, minItems: 1 },
      },
      required: ['messages'],
      additionalProperties: false,
    },
    UserMessageEvent: {
      type: 'object',
      properties: {
        type: { type: 'string', const: 'user_message', default: 'user_message' },
        message: { type: 'string' },
        images: { type: 'array', items: { type: 'string' } },
        files: { type: 'array', items: { $ref: '#/$defs/FileContent' } },
        caller_id: { type: 'string', default: 'user' },
      },
      required: ['message'],
    },
    ValidationError: {
      type: 'object',
      properties: {
        loc: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
        msg: { type: 'string' },
        type: { type: 'string' },
        input: {},
        ctx: { type: 'object' },
      },
      required: ['loc', 'msg', 'type'],
    },
    WebhookDelivery: {
      type: 'object',
      properties: {
        type: {
          type: 'string',
          enum: [
            'session.status_updated',
            'session.completed',
            'session.failed',
            'session.idle',
            'session.timed_out',
            'session.awaiting_tool_results',
          ],
        },
        id: { type: 'string' },
        created_at: { type: 'string', format: 'date-time' },
        data: {
          type: 'object',
          properties: {
            session_id: { type: 'string', format: 'uuid' },
            status: { $ref: '#/$defs/TrajectoryStatus' },
            previous_status: { anyOf: [{ $ref: '#/$defs/TrajectoryStatus' }, { type: 'null' }] },
          },
          required: ['session_id', 'status', 'previous_status'],
        },
      },
      required: ['type', 'id', 'created_at', 'data'],
    },
    Workstation: {
      type: 'object',
      properties: {
        id: { type: 'string', minLength: 1 },
        kind: { type: 'string', const: 'workstation', default: 'workstation' },
        host: { type: 'string', const: 'cloud', default: 'cloud' },
      },
      required: ['id'],
    },
    WriteFileRequest: {
      type: 'object',
      properties: { path: { type: 'string' }, content_base64: { type: 'string' } },
      required: ['path', 'content_base64'],
    },
    WriteFileResponse: {
      type: 'object',
      properties: { path: { type: 'string' }, size_bytes: { type: 'integer' } },
      required: ['path', 'size_bytes'],
    },
  },
  operations: {
    'POST /api/v2/sessions': { request: 'SessionRequest', query: null, responses: { '201': 'Session' } },
    'GET /api/v2/sessions': {
      request: null,
      query: {
        type: 'object',
        properties: {
          owner: {
            type: 'string',
            enum: ['me', 'me-in-organization', 'organization', 'me-or-organization'],
            default: 'me-in-organization',
          },
          status: { anyOf: [{ type: 'array', items: { $ref: '#/$defs/TrajectoryStatus' } }, { type: 'null' }] },
          agent: { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] },
          group_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          parent_session_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          schedule_id: { anyOf: [{ type: 'string', format: 'uuid' }, { type: 'null' }] },
          search: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          created_before: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
          created_after: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
          finished_before: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
          finished_after: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
          page: { type: 'integer', minimum: 1, default: 1 },
          size: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
          sort: {
            anyOf: [
              { type: 'array', items: { type: 'string', enum: ['created_at', '-created_at'] } },
              { type: 'null' },
            ],
            default: ['-created_at'],
          },
        },
      },
      responses: { '200': 'Page_SessionSummary_' },
    },
    'GET /api/v2/sessions/quota': { request: null, query: null, responses: { '200': 'QuotaStatus' } },
    'GET /api/v2/sessions/{id}': { request: null, query: null, responses: { '200': 'Session' } },
    'DELETE /api/v2/sessions/{id}': { request: null, query: null, responses: { '204': null } },
    'GET /api/v2/sessions/{id}/status': { request: null, query: null, responses: { '200': 'SessionStatus' } },
    'POST /api/v2/sessions/{id}/messages': { request: 'MessageBody', query: null, responses: { '202': null } },
    'POST /api/v2/sessions/{id}/tool_results': { request: 'ToolResultsBody', query: null, responses: { '202': null } },
    'POST /api/v2/sessions/{id}/pause': { request: null, query: null, responses: { '202': null } },
    'POST /api/v2/sessions/{id}/resume': { request: null, query: null, responses: { '202': null } },
    'POST /api/v2/sessions/{id}/force_answer': { request: null, query: null, responses: { '202': null } },
    'GET /api/v2/sessions/{id}/changes': {
      request: null,
      query: {
        type: 'object',
        properties: {
          from_index: { type: 'integer', default: 0 },
          limit: { anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }] },
          include_events: { type: 'boolean', default: true },
          wait_for_seconds: { type: 'integer', minimum: 0, maximum: 25, default: 0 },
        },
      },
      responses: { '200': 'SessionChanges', '204': null },
    },
    'GET /api/v2/sessions/{id}/events': {
      request: null,
      query: {
        type: 'object',
        properties: {
          page: { type: 'integer', minimum: 1, default: 1 },
          size: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
          sort: {
            anyOf: [{ type: 'array', items: { type: 'string', enum: ['timestamp', '-timestamp'] } }, { type: 'null' }],
          },
          type: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        },
      },
      responses: { '200': 'Page_SessionEvent_' },
    },
    'POST /api/v2/sessions/{id}/feedback': { request: 'Feedback', query: null, responses: { '204': null } },
    'PUT /api/v2/sessions/{id}/events/{event_index}/feedback': {
      request: 'Feedback',
      query: null,
      responses: { '204': null },
    },
    'POST /api/v2/sessions/{id}/share': { request: null, query: null, responses: { '200': 'ShareLink' } },
    'DELETE /api/v2/sessions/{id}/share': { request: null, query: null, responses: { '204': null } },
    'GET /api/v2/sessions/{id}/resources/{bucket}/{key}': {
      request: null,
      query: null,
      responses: { '200': null, '302': null },
    },
    'POST /api/v2/sessions/{id}/files/list_files': {
      request: 'ListFilesRequest',
      query: null,
      responses: { '200': 'ListFilesResponse' },
    },
    'POST /api/v2/sessions/{id}/files/read_file': {
      request: 'ReadFileRequest',
      query: null,
      responses: { '200': 'ReadFileResponse' },
    },
    'POST /api/v2/sessions/{id}/files/write_file': {
      request: 'WriteFileRequest',
      query: null,
      responses: { '200': 'WriteFileResponse' },
    },
  },
};

export const SEED: SchemaGeneration<SeedSchemaName> = {
  definitions: {
    ActiveStateChangeData: {
      type: 'object',
      properties: {
        state: { type: 'string', enum: ['running', 'idle', 'awaiting_tool_results'] },
        pending_tool_calls: { anyOf: [{ type: 'array', items: { $ref: '#/$defs/ToolRequest' } }, { type: 'null' }] },
      },
      required: ['state'],
      additionalProperties: true,
    },
    ActiveStateChangeEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'ActiveStateChangeEvent' },
        data: { $ref: '#/$defs/ActiveStateChangeData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    Agent: {
      type: 'object',
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 127 },
        description: { type: 'string', minLength: 1 },
        model: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        instructions: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        subagents: {
          anyOf: [
            { type: 'array', items: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/Agent' }] } },
            { type: 'null' },
          ],
        },
        skills: {
          anyOf: [
            { type: 'array', items: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/Skill' }] } },
            { type: 'null' },
          ],
        },
        environments: {
          type: 'array',
          items: {
            anyOf: [
              { type: 'string' },
              {
                type: 'object',
                properties: { kind: { type: 'string', enum: ['web'] } },
                required: ['kind'],
                allOf: [
                  {
                    if: { properties: { kind: { const: 'web' } }, required: ['kind'] },
                    then: { $ref: '#/$defs/Browser' },
                  },
                ],
              },
            ],
          },
        },
      },
      required: ['name', 'description', 'environments'],
    },
    AgentCompletionData: {
      type: 'object',
      properties: { reason: { type: 'string', enum: ['finished', 'stopped', 'timed_out'] } },
      required: ['reason'],
      additionalProperties: true,
    },
    AgentCompletionEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'AgentCompletionEvent' },
        data: { $ref: '#/$defs/AgentCompletionData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    AgentErrorData: {
      type: 'object',
      properties: {
        error: { type: 'string' },
        trace: { type: 'string', default: '' },
        info: { anyOf: [{ type: 'object', additionalProperties: true }, { type: 'null' }] },
      },
      required: ['error'],
      additionalProperties: true,
    },
    AgentErrorEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'AgentErrorEvent' },
        data: { $ref: '#/$defs/AgentErrorData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    AgentEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'AgentEvent' },
        data: {
          type: 'object',
          properties: {
            kind: {
              type: 'string',
              enum: [
                'policy_event',
                'tool_result',
                'answer_event',
                'error_event',
                'message_event',
                'observation_event',
                'flow_event',
              ],
            },
          },
          required: ['kind'],
          allOf: [
            {
              if: { properties: { kind: { const: 'policy_event' } }, required: ['kind'] },
              then: { $ref: '#/$defs/PolicyEvent' },
            },
            {
              if: { properties: { kind: { const: 'tool_result' } }, required: ['kind'] },
              then: { $ref: '#/$defs/ToolResultEvent' },
            },
            {
              if: { properties: { kind: { const: 'answer_event' } }, required: ['kind'] },
              then: { $ref: '#/$defs/AnswerEvent' },
            },
            {
              if: { properties: { kind: { const: 'error_event' } }, required: ['kind'] },
              then: { $ref: '#/$defs/ErrorEvent' },
            },
            {
              if: { properties: { kind: { const: 'message_event' } }, required: ['kind'] },
              then: { $ref: '#/$defs/MessageEvent' },
            },
            {
              if: { properties: { kind: { const: 'observation_event' } }, required: ['kind'] },
              then: { $ref: '#/$defs/ObservationEvent' },
            },
            {
              if: { properties: { kind: { const: 'flow_event' } }, required: ['kind'] },
              then: { $ref: '#/$defs/FlowEvent' },
            },
          ],
        },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    AgentRunStatusChangeData: {
      type: 'object',
      properties: { status: { type: 'string', enum: ['running', 'paused'] } },
      required: ['status'],
      additionalProperties: true,
    },
    AgentRunStatusChangeEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'AgentRunStatusChangeEvent' },
        data: { $ref: '#/$defs/AgentRunStatusChangeData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    AgentStartedData: { type: 'object', properties: {}, additionalProperties: true },
    AgentStartedEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'AgentStartedEvent' },
        data: { $ref: '#/$defs/AgentStartedData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    AnswerEvent: {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'answer_event', default: 'answer_event' },
        answer: { anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }] },
        outcome: { anyOf: [{ $ref: '#/$defs/AnswerOutcome' }, { type: 'null' }] },
      },
      required: ['answer'],
    },
    AnswerOutcome: { type: 'string', enum: ['success', 'partial', 'infeasible', 'blocked'] },
    AttachmentData: {
      type: 'object',
      properties: {
        origin: { type: 'string', enum: ['agent', 'user'] },
        name: { type: 'string' },
        path: { type: 'string' },
        media_type: { type: 'string' },
        size_bytes: { type: 'integer' },
        url: { type: 'string' },
      },
      required: ['origin', 'name', 'path', 'media_type', 'size_bytes', 'url'],
      additionalProperties: true,
    },
    AttachmentEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'AttachmentEvent' },
        data: { $ref: '#/$defs/AttachmentData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    Browser: {
      type: 'object',
      properties: {
        id: { type: 'string', minLength: 1 },
        kind: { type: 'string', const: 'web', default: 'web' },
        headless: { type: 'boolean' },
        width: { type: 'integer', exclusiveMinimum: 0 },
        height: { type: 'integer', exclusiveMinimum: 0 },
        start_url: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        mode: { type: 'string', enum: ['visual', 'text', 'multimodal'], default: 'visual' },
      },
      required: ['id', 'headless', 'width', 'height', 'start_url'],
    },
    ErrorBody: {
      anyOf: [
        {
          type: 'object',
          properties: {
            message: { type: 'string' },
            detail: {
              type: 'array',
              items: {
                anyOf: [
                  {
                    type: 'object',
                    properties: { type: { type: 'string' }, message: { type: 'string' } },
                    required: ['type', 'message'],
                    additionalProperties: true,
                  },
                  { $ref: '#/$defs/ValidationError' },
                ],
              },
            },
          },
          required: ['message'],
        },
        {
          type: 'object',
          properties: {
            detail: { anyOf: [{ type: 'string' }, { type: 'array', items: { $ref: '#/$defs/ValidationError' } }] },
          },
          required: ['detail'],
        },
        { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
      ],
    },
    ErrorEvent: {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'error_event', default: 'error_event' },
        error: { type: 'string' },
        origin: { type: 'string' },
        tool_req: { anyOf: [{ $ref: '#/$defs/ToolRequest' }, { type: 'null' }] },
      },
      required: ['error', 'origin'],
    },
    Feedback: {
      type: 'object',
      properties: { success: { type: 'boolean' }, message: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      required: ['success'],
    },
    FileTransferData: {
      type: 'object',
      properties: {
        direction: { type: 'string', enum: ['download', 'upload'] },
        path: { type: 'string' },
        size_bytes: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
      },
      required: ['direction', 'path'],
      additionalProperties: true,
    },
    FileTransferEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'FileTransferEvent' },
        data: { $ref: '#/$defs/FileTransferData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    FlowEvent: {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'flow_event', default: 'flow_event' },
        flow: { type: 'string' },
        origin: { type: 'string' },
      },
      required: ['flow', 'origin'],
    },
    HTTPValidationError: {
      type: 'object',
      properties: { detail: { type: 'array', items: { $ref: '#/$defs/ValidationError' } } },
    },
    ImageContent: {
      type: 'object',
      properties: {
        source: { type: 'string' },
        type: { type: 'string', enum: ['url', 'base64'] },
        media_type: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
      required: ['source', 'type'],
    },
    JsonValue: {},
    LiveViewUrlData: {
      type: 'object',
      properties: { live_view_url: { type: 'string' } },
      required: ['live_view_url'],
      additionalProperties: true,
    },
    LiveViewUrlEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'LiveViewUrlEvent' },
        data: { $ref: '#/$defs/LiveViewUrlData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    MessageBody: {
      type: 'object',
      properties: { type: { type: 'string', enum: ['user_message', 'batch'] } },
      required: ['type'],
      allOf: [
        {
          if: { properties: { type: { const: 'user_message' } }, required: ['type'] },
          then: { $ref: '#/$defs/UserMessageEvent' },
        },
        {
          if: { properties: { type: { const: 'batch' } }, required: ['type'] },
          then: { $ref: '#/$defs/UserMessageBatch' },
        },
      ],
    },
    MessageEvent: {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'message_event', default: 'message_event' },
        caller_id: { type: 'string' },
        content: { type: 'array', items: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/ImageContent' }] } },
      },
      required: ['caller_id'],
    },
    Metrics: {
      type: 'object',
      properties: {
        steps: { type: 'integer', default: 0 },
        cost_per_model: { type: 'array', items: { $ref: '#/$defs/ModelCost' } },
        input_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        output_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        reasoning_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        total_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
      },
    },
    MetricsUpdateData: {
      type: 'object',
      properties: { metrics: { $ref: '#/$defs/Metrics' } },
      required: ['metrics'],
      additionalProperties: true,
    },
    MetricsUpdateEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'MetricsUpdateEvent' },
        data: { $ref: '#/$defs/MetricsUpdateData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    ModelCost: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        input_tokens: { type: 'integer' },
        output_tokens: { type: 'integer' },
        reasoning_tokens: { type: 'integer' },
        input_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        output_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        reasoning_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        total_cost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
      },
      required: ['name', 'input_tokens', 'output_tokens', 'reasoning_tokens'],
    },
    ModelUsage: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        input_tokens: { type: 'integer' },
        output_tokens: { type: 'integer' },
        reasoning_tokens: { type: 'integer' },
      },
      required: ['name', 'input_tokens', 'output_tokens', 'reasoning_tokens'],
    },
    ObservationEvent: {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'observation_event', default: 'observation_event' },
        type: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        text: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        image: { anyOf: [{ $ref: '#/$defs/ImageContent' }, { type: 'null' }] },
        metadata: { type: 'object', additionalProperties: true },
      },
    },
    Page_SessionSummary_: {
      type: 'object',
      properties: {
        items: { type: 'array', items: { $ref: '#/$defs/SessionSummary' } },
        total: { type: 'integer' },
        page: { type: 'integer' },
      },
      required: ['items', 'total', 'page'],
    },
    Page_TrajectoryEvent_: {
      type: 'object',
      properties: {
        items: { type: 'array', items: { $ref: '#/$defs/TrajectoryEvent' } },
        total: { type: 'integer' },
        page: { type: 'integer' },
      },
      required: ['items', 'total', 'page'],
    },
    PolicyEvent: {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'policy_event', default: 'policy_event' },
        reasoning_content: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        content: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        tool_reqs: { type: 'array', items: { $ref: '#/$defs/ToolRequest' } },
        validation_errors: { type: 'array', items: { type: 'string' } },
      },
    },
    QuotaStatus: {
      type: 'object',
      properties: {
        scope: { type: 'string', enum: ['user', 'org'] },
        limit: { type: 'integer' },
        active: { type: 'integer' },
        available: { type: 'integer' },
      },
      required: ['scope', 'limit', 'active', 'available'],
    },
    RequestStartData: { type: 'object', properties: {}, additionalProperties: true },
    RequestStartDispatchedData: {
      type: 'object',
      properties: { status: { type: 'string' } },
      required: ['status'],
      additionalProperties: true,
    },
    RequestStartDispatchedEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'RequestStartDispatchedEvent' },
        data: { $ref: '#/$defs/RequestStartDispatchedData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    RequestStartEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'RequestStartEvent' },
        data: { $ref: '#/$defs/RequestStartData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    RunnerSessionData: {
      type: 'object',
      properties: { runner_session_id: { type: 'string' } },
      required: ['runner_session_id'],
      additionalProperties: true,
    },
    RunnerSessionEvent: {
      type: 'object',
      properties: {
        timestamp: { type: 'string', format: 'date-time' },
        type: { type: 'string', const: 'RunnerSessionEvent' },
        data: { $ref: '#/$defs/RunnerSessionData' },
      },
      required: ['timestamp', 'type', 'data'],
      additionalProperties: true,
    },
    Session: {
      type: 'object',
      properties: {
        id: { type: 'string', format: 'uuid' },
        request: { $ref: '#/$defs/SessionRequest' },
        status: { $ref: '#/$defs/SessionStatus' },
        latest_answer: {},
        created_at: { type: 'string', format: 'date-time' },
        started_at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
        finished_at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
      },
      required: ['id', 'request', 'status', 'created_at'],
      additionalProperties: false,
    },
    SessionEvent: {
      anyOf: [
        {
          type: 'object',
          properties: {
            type: {
              type: 'string',
              enum: [
                'AgentStartedEvent',
                'AgentCompletionEvent',
                'AgentErrorEvent',
                'AgentRunStatusChangeEvent',
                'ActiveStateChangeEvent',
                'LiveViewUrlEvent',
                'RequestStartEvent',
                'RequestStartDispatchedEvent',
                'MetricsUpdateEvent',
                'FileTransferEvent',
                'AttachmentEvent',
                'RunnerSessionEvent',
                'AgentEvent',
              ],
            },
          },
          required: ['type'],
          allOf: [
            {
              if: { properties: { type: { const: 'AgentStartedEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/AgentStartedEvent' },
            },
            {
              if: { properties: { type: { const: 'AgentCompletionEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/AgentCompletionEvent' },
            },
            {
              if: { properties: { type: { const: 'AgentErrorEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/AgentErrorEvent' },
            },
            {
              if: { properties: { type: { const: 'AgentRunStatusChangeEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/AgentRunStatusChangeEvent' },
            },
            {
              if: { properties: { type: { const: 'ActiveStateChangeEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/ActiveStateChangeEvent' },
            },
            {
              if: { properties: { type: { const: 'LiveViewUrlEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/LiveViewUrlEvent' },
            },
            {
              if: { properties: { type: { const: 'RequestStartEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/RequestStartEvent' },
            },
            {
              if: { properties: { type: { const: 'RequestStartDispatchedEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/RequestStartDispatchedEvent' },
            },
            {
              if: { properties: { type: { const: 'MetricsUpdateEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/MetricsUpdateEvent' },
            },
            {
              if: { properties: { type: { const: 'FileTransferEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/FileTransferEvent' },
            },
            {
              if: { properties: { type: { const: 'AttachmentEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/AttachmentEvent' },
            },
            {
              if: { properties: { type: { const: 'RunnerSessionEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/RunnerSessionEvent' },
            },
            {
              if: { properties: { type: { const: 'AgentEvent' } }, required: ['type'] },
              then: { $ref: '#/$defs/AgentEvent' },
            },
          ],
        },
        { $ref: '#/$defs/TrajectoryEvent' },
      ],
    },
    SessionRequest: {
      type: 'object',
      properties: {
        agent: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/Agent' }] },
        messages: {
          anyOf: [
            { type: 'string' },
            { $ref: '#/$defs/UserMessageEvent' },
            { type: 'array', items: { $ref: '#/$defs/UserMessageEvent' } },
            { type: 'null' },
          ],
        },
        max_steps: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }] },
        max_time_s: { anyOf: [{ type: 'number', exclusiveMinimum: 0 }, { type: 'null' }] },
        idle_timeout_s: { anyOf: [{ type: 'integer', exclusiveMinimum: 0 }, { type: 'null' }] },
        group_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        parent_session_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        answer_format: { anyOf: [{ type: 'object', additionalProperties: true }, { type: 'null' }] },
      },
      required: ['agent'],
    },
    SessionStatus: {
      type: 'object',
      properties: {
        status: { $ref: '#/$defs/TrajectoryStatus' },
        error: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        steps: { type: 'integer', default: 0 },
        usage_per_model: { type: 'array', items: { $ref: '#/$defs/ModelUsage' } },
        subagent_session_ids: { type: 'array', items: { type: 'string', format: 'uuid' } },
      },
      required: ['status'],
    },
    SessionSummary: {
      type: 'object',
      properties: {
        id: { type: 'string', format: 'uuid' },
        status: { $ref: '#/$defs/TrajectoryStatus' },
        first_message: { anyOf: [{ $ref: '#/$defs/UserMessageEvent' }, { type: 'null' }] },
        created_at: { type: 'string', format: 'date-time' },
        started_at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
        finished_at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
      },
      required: ['id', 'status', 'created_at'],
      additionalProperties: false,
    },
    ShareLink: {
      type: 'object',
      properties: { share_url: { type: 'string' } },
      required: ['share_url'],
      additionalProperties: false,
    },
    Skill: {
      type: 'object',
      properties: {
        name: { type: 'string', minLength: 1 },
        description: { type: 'string', minLength: 1 },
        body: { type: 'string', minLength: 1 },
        source: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        url_pattern: { anyOf: [{ type: 'string', minLength: 1, maxLength: 1024 }, { type: 'null' }] },
      },
      required: ['name', 'description', 'body'],
    },
    ToolRequest: {
      type: 'object',
      properties: {
        tool_name: { type: 'string' },
        args: { type: 'object', additionalProperties: true },
        id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
      required: ['tool_name'],
    },
    ToolResultEvent: {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'tool_result', default: 'tool_result' },
        tool_req: { $ref: '#/$defs/ToolRequest' },
        result: { $ref: '#/$defs/JsonValue' },
        truncated: { type: 'boolean', default: false },
        output_artifact_path: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
      required: ['tool_req'],
    },
    TrajectoryChanges: {
      type: 'object',
      properties: {
        status: { $ref: '#/$defs/TrajectoryStatus' },
        started_at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
        finished_at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
        error: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        new_events: { type: 'array', items: { $ref: '#/$defs/TrajectoryEvent' }, default: [] },
        answer: { anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }, { type: 'null' }] },
        metrics: { $ref: '#/$defs/Metrics' },
      },
      required: ['status'],
    },
    TrajectoryEvent: {
      type: 'object',
      properties: { type: { type: 'string' }, data: {}, timestamp: { type: 'string', format: 'date-time' } },
      required: ['type', 'data', 'timestamp'],
    },
    TrajectoryStatus: {
      type: 'string',
      enum: ['pending', 'running', 'paused', 'idle', 'completed', 'failed', 'timed_out', 'interrupted'],
    },
    UserMessageBatch: {
      type: 'object',
      properties: {
        type: { type: 'string', const: 'batch', default: 'batch' },
        messages: { type: 'array', items: { $ref: '#/$defs/UserMessageEvent' }, minItems: 1 },
      },
      required: ['messages'],
      additionalProperties: false,
    },
    UserMessageEvent: {
      type: 'object',
      properties: {
        type: { type: 'string', const: 'user_message', default: 'user_message' },
        message: { type: 'string' },
        images: { type: 'array', items: { type: 'string' } },
        caller_id: { type: 'string', default: 'user' },
      },
      required: ['message'],
    },
    ValidationError: {
      type: 'object',
      properties: {
        loc: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
        msg: { type: 'string' },
        type: { type: 'string' },
        input: {},
        ctx: { type: 'object' },
      },
      required: ['loc', 'msg', 'type'],
    },
    WebhookDelivery: {
      type: 'object',
      properties: {
        type: {
          type: 'string',
          enum: [
            'session.status_updated',
            'session.completed',
            'session.failed',
            'session.idle',
            'session.timed_out',
            'session.awaiting_tool_results',
          ],
        },
        id: { type: 'string' },
        created_at: { type: 'string', format: 'date-time' },
        data: {
          type: 'object',
          properties: {
            session_id: { type: 'string', format: 'uuid' },
            status: { $ref: '#/$defs/TrajectoryStatus' },
            previous_status: { anyOf: [{ $ref: '#/$defs/TrajectoryStatus' }, { type: 'null' }] },
          },
          required: ['session_id', 'status', 'previous_status'],
        },
      },
      required: ['type', 'id', 'created_at', 'data'],
    },
  },
  operations: {
    'POST /api/v2/sessions': { request: 'SessionRequest', query: null, responses: { '201': 'Session' } },
    'GET /api/v2/sessions': {
      request: null,
      query: {
        type: 'object',
        properties: {
          owner: {
            type: 'string',
            enum: ['me', 'me-in-organization', 'organization', 'me-or-organization'],
            default: 'me-in-organization',
          },
          status: { anyOf: [{ type: 'array', items: { $ref: '#/$defs/TrajectoryStatus' } }, { type: 'null' }] },
          agent: { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] },
          group_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          parent_session_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          search: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          created_before: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
          created_after: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
          finished_before: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
          finished_after: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
          page: { type: 'integer', minimum: 1, default: 1 },
          size: { type: 'integer', minimum: 1, maximum: 1000, default: 10 },
          sort: {
            anyOf: [
              { type: 'array', items: { type: 'string', enum: ['created_at', '-created_at'] } },
              { type: 'null' },
            ],
            default: ['-created_at'],
          },
        },
      },
      responses: { '200': 'Page_SessionSummary_' },
    },
    'GET /api/v2/sessions/quota': { request: null, query: null, responses: { '200': 'QuotaStatus' } },
    'GET /api/v2/sessions/{id}': { request: null, query: null, responses: { '200': 'Session' } },
    'DELETE /api/v2/sessions/{id}': { request: null, query: null, responses: { '204': null } },
    'GET /api/v2/sessions/{id}/status': { request: null, query: null, responses: { '200': 'SessionStatus' } },
    'POST /api/v2/sessions/{id}/messages': { request: 'MessageBody', query: null, responses: { '202': null } },
    'POST /api/v2/sessions/{id}/pause': { request: null, query: null, responses: { '202': null } },
    'POST /api/v2/sessions/{id}/resume': { request: null, query: null, responses: { '202': null } },
    'POST /api/v2/sessions/{id}/force_answer': { request: null, query: null, responses: { '202': null } },
    'GET /api/v2/sessions/{id}/changes': {
      request: null,
      query: {
        type: 'object',
        properties: {
          from_index: { type: 'integer', default: 0 },
          limit: { anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }] },
          include_events: { type: 'boolean', default: true },
          wait_for_seconds: { type: 'integer', minimum: 0, maximum: 25, default: 0 },
        },
      },
      responses: { '200': 'TrajectoryChanges', '204': null },
    },
    'GET /api/v2/sessions/{id}/events': {
      request: null,
      query: {
        type: 'object',
        properties: {
          page: { type: 'integer', minimum: 1, default: 1 },
          size: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
          sort: {
            anyOf: [{ type: 'array', items: { type: 'string', enum: ['timestamp', '-timestamp'] } }, { type: 'null' }],
          },
          type: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        },
      },
      responses: { '200': 'Page_TrajectoryEvent_' },
    },
    'POST /api/v2/sessions/{id}/feedback': { request: 'Feedback', query: null, responses: { '204': null } },
    'PUT /api/v2/sessions/{id}/events/{event_index}/feedback': {
      request: 'Feedback',
      query: null,
      responses: { '204': null },
    },
    'POST /api/v2/sessions/{id}/share': { request: null, query: null, responses: { '200': 'ShareLink' } },
    'DELETE /api/v2/sessions/{id}/share': { request: null, query: null, responses: { '204': null } },
    'GET /api/v2/sessions/{id}/resources/{bucket}/{key}': { request: null, query: null, responses: { '302': null } },
  },
};
