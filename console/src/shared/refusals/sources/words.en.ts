import type { Twin } from '../../i18n';
import type { words as zh } from './words.zh';

export const words: Twin<typeof zh> = {
  // Sources, events and the tracking plan
  'error.bad_span': 'A span begins before it ends.',
  'error.bad_event_name': "An event's name has 1 to 200 characters.",
  'error.description_too_long': 'A description has at most 2,000 characters.',
  'error.event_gone': 'There is no such event.',
  'error.event_planned': 'This event has a plan already.',
  'error.no_batch': 'batch is not a list of messages.',
  'error.not_gzip': 'The body is not whole gzip.',
  'error.not_json': 'The body is not valid JSON.',
  'error.not_object': 'The body is not a JSON object.',
  'error.not_opened': 'This entry cannot be opened.',
  'error.plan_field_twice': 'The property “{{name}}” is there twice.',
  'error.plan_missing': 'There is no such plan.',
  'error.plan_values_of_type': 'Values can be listed for text, numbers, yes/no and lists.',
  'error.request_too_large': 'The request is too large: send smaller batches.',
  'error.quality_alert_gone': 'There is no such alert.',
  'error.quality_limit': 'The limit is out of its range.',
  'error.source_gone': 'There is no such source.',
  'error.source_name_taken': 'There is a source of this name already.',
  'error.unknown_source_kind': 'There is no such kind of source.',

  // Platforms: access and receivers
  'error.connector_bad_app':
    'The platform does not accept this app key or secret. Check both and enter them again.',
  'error.connector_not_permitted':
    'The app may not read this. Ask for the right to it at the platform, then test again.',
  'error.connector_clock_off':
    "This server's clock and the platform's are too far apart. Set the server's clock.",
  'error.connector_pages_missing':
    'What the platform sent does not add up. It is read again by itself; nothing is left out.',
  'error.receivers_at_a_time': 'Receivers of at most 20 orders can be asked for at a time.',
  'error.receivers_scene': 'This purpose does not go with this scene.',
  'error.receivers_not_here': 'This connection tells no receivers, or is not active.',
  'error.receivers_quota': "Not enough is left of today's quota ({{left}} of {{quota}}).",

  // Connections to platforms
  'error.connection_kind': 'There is no such kind of connection.',
  'error.connection_gone': 'This connection is gone.',
  'error.connection_name_taken': 'There is a connection of this name already.',
  'error.connection_rests': 'This connection rests: resume it first.',
  'error.connection_only_listens': 'This connection only listens: there is nothing to ask.',
  'error.bad_json': 'This is not the JSON that was expected.',
  'error.connector_host_key_new':
    'The server shows the host key {{host_key}}. Compare it with what its operator says, then confirm it.',
  'error.connector_host_key_other':
    'The server shows another host key than the one confirmed: {{host_key}}. Ask its operator before you confirm it: somebody else may be answering.',
  'error.connector_no_folder': 'There is no such folder or bucket.',
  'error.connector_folder_closed': 'This login may not read the folder or bucket.',
  'error.connector_too_many_files':
    'There are more than {{most}} files: narrow the names, or move old ones away.',
  'error.connector_file_too_large': 'The file {{file}} is larger than 64 MB: import it by hand.',
  'error.connector_not_xml':
    'The answer is no list of a bucket; tried again later. If it stays so, check the endpoint.',
  'error.connection_never_called': 'Nobody has called it yet: post an order to its address.',
  'error.records_unreadable':
    'Some records cannot be read ({{count}}), first {{number}}; the others have landed.',
  'error.connection_without_history': 'Its files are taken whole: there is no history to read.',
  'error.connection_failed': 'The platform gave nothing; the connection says why.',
  'error.too_many_connections': 'There are as many connections as there may be.',
  'error.bad_interval': 'Choose 1 to 1,440 minutes between two syncs.',
  'error.bad_since': 'Choose a day in the past.',
  'error.backfill_running': 'Its history is being read.',
  'error.backfill_not_running': 'No history is being read.',
  'error.setting_unknown': 'There is no such setting.',
  'error.setting_missing': 'Please fill this in.',
  'error.setting_wrong': 'This setting cannot be that.',
  'error.hook_gone': 'Nobody listens at this address.',
  'error.call_repeated': 'This call was taken before.',
  'error.bad_signature': 'The signature does not fit; the call was refused.',
  'error.signature_too_old': 'It was signed too long ago; the call was refused.',
  'error.connector_trouble': 'The platform gave no data; it is asked again later.',
  'error.connector_down': 'The platform does not answer; it is asked again later.',
  'error.connector_timeout': 'The platform answers too slowly; it is asked again later.',
  'error.connector_no_host': 'The host {{host}} is not found: check the address.',
  'error.connector_unsound': 'What the platform gave contradicts itself; it is read again later.',
  'error.connector_repeats': 'The platform repeats the same page; it is read again later.',
  'error.connector_not_json':
    'The answer cannot be read; it is asked again later. If it stays so, check the address.',
  'error.connector_rate_limited': 'Too many calls: after a pause it goes on by itself.',
  'error.connector_token_expired': 'Access has ended: authorise again or give new keys.',
  'error.connector_refused': 'The platform refused: check the settings and what they may do.',
  'error.connector_fault':
    'An unexpected fault ({{fault}}); it is tried again later. If it stays so, tell your administrator.',
  'error.connector_forbidden': 'The key may not read {{what}}: permit it in the shop.',
  'error.connector_no_shop':
    'There is no shop of this platform at this address: check it (and WooCommerce’s permalinks).',
  'error.connector_answer_too_large': 'The answer is too large to be read.',
  'error.connector_moved': 'The address leads on and on: give the last one.',
  'error.connector_no_table': 'There is no table at this address (HTTP {{status}}).',
  'error.connector_not_a_table': 'This is a page, not a table: publish the sheet as CSV.',
  'error.connector_mapping_missing':
    'Nobody has said how its columns are read. Map and run it once under Imports, then press Resume.',
  'error.connector_import_failed':
    'The last file could not be imported: see why under Imports, then press Resume.',
  'error.connector_prepares': 'The platform is preparing what was asked for.',
  'error.connector_shop_closed': 'The shop is closed or frozen at its platform.',
  'error.connector_uninstalled': 'The shop uninstalled the app. Install it again, press Resume.',
  'error.connector_shop_redacted':
    'The platform has closed this access for good: the shop left it. What has landed stays; remove the connection, or give it new access.',
  'error.hooks_refused': 'The platform would not call this address.',
  'error.hook_of_another_shop': 'This call is meant for another shop.',
  'error.privacy_request_gone': 'This request is gone.',
  'error.privacy_request_done': 'This request is answered already.',
  'error.leaving_rule_name': 'A rule needs a name.',
  'error.leaving_rule_empty': 'Fill in at least one condition besides the shop.',
  'error.leaving_rule_amount': 'The least amount is above the most.',
  'error.leaving_rule_many': 'There are 50 rules already, which is the most.',
  'error.leaving_rule_twice': 'There is a rule of this name.',
  'error.leaving_rule_gone': 'This rule is gone.',
  'error.row_rule_source': 'Rules look at files of orders and products, and at connections.',
  'error.row_rule_field': 'This cannot be asked of this field.',
  'error.row_rule_limits': 'Fill in at least one limit, the lower one below the upper.',
  'error.row_rule_hold': 'What a platform sends is not held back. Let the rule warn.',
  'error.row_rule_many': 'There are 50 rules already, which is the most.',
  'error.row_rule_twice': 'This source has this rule already.',
  'error.row_rule_gone': 'This rule is gone.',
  'error.release_nothing': 'None of these rows is held back by a rule.',
  'error.order_words_many': 'Too many orders were marked by hand. Use a rule instead.',
  'error.order_missing': 'No such order.',
};
