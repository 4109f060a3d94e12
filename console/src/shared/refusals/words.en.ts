import type { Twin } from '../i18n';
import { words as sources } from './sources/words.en';
import type { words as zh } from './words.zh';

export const words: Twin<typeof zh> = {
  ...sources,

  // Any request
  'error.bad_cursor':
    'This position in the list is no longer valid. Begin again at the first page.',
  'error.bad_limit': 'A page holds between 1 and 200 rows.',
  'error.bad_name': 'A name cannot be empty, nor very long.',
  'error.bad_seal': 'The sealed data cannot be opened. The key may be another one.',
  'error.busy': 'Somebody else is writing the same data just now; try again in a moment.',
  'error.bad_sort': 'This column cannot be sorted by.',
  'error.bad_state': 'There is no such state. Choose another.',
  'error.bad_token': 'The token or link is unknown, revoked or past its end.',
  'error.invalid_input': 'The input is not valid ({{where}}). Check it and try again.',
  'error.missing': 'Please fill this in.',
  'error.name_taken': 'This name is taken.',
  'error.no_values': 'There are no values to choose from here.',
  'error.not_money': 'This is not an amount of money.',
  'error.nul_in_text': 'The text holds a NUL character, which cannot be kept; please remove it.',
  'error.out_of_range': 'Enter a number from {{least}} to {{most}}.',
  'error.scope_too_narrow':
    'This list is of the whole workspace, and your rights cover only some shops.',
  'error.unknown_column': 'There is no such column. Choose again.',

  // People, rights and the workspace
  'error.already_member': 'This person is in the workspace already.',
  'error.bad_currency': 'Not a currency. Use an ISO 4217 code like CNY.',
  'error.bad_role': 'There is no such role.',
  'error.bad_timezone': 'Not a time zone. Use a name like Asia/Shanghai.',
  'error.grant_refused': 'Your role cannot give this role.',
  'error.job_ended': 'The job has ended already.',
  'error.job_not_ended': 'The job has not ended yet.',
  'error.last_owner': 'A workspace keeps at least one owner.',
  'error.not_a_member': 'You are not in this workspace.',
  'error.own_rights': 'Nobody changes their own rights.',
  'error.permission_missing': 'This needs the permission “{{permission}}”. Ask an admin.',
  'error.shop_missing': 'No such shop, or it is outside the shops you may see.',
  'error.shop_name_length': 'The name of a shop has 1 to 120 characters.',
  'error.shop_name_taken': 'There is a shop of this name already.',
  'error.number_out_of_range': 'A number is larger than any that is kept.',
  'error.product_missing': 'There is no such product.',
  'error.category_name':
    'A category’s name has 1 to 120 characters, at least one of them a letter or a digit.',
  'error.category_name_taken':
    'There is a category of this name already, but for spaces, case or separators: {{name}}.',
  'error.category_missing': 'There is no such category of your own.',
  'error.category_cycle': 'A category cannot lie in itself: {{path}}.',
  'error.category_too_deep': 'Categories are at most {{most}} levels deep.',
  'error.category_many': 'There are too many categories or assignments.',
  'error.category_in_use': 'Categories lie in it, or are assigned to it; move them first.',
  'error.category_namings_many': 'At most {{most}} can be assigned at once.',
  'error.category_twice': '“{{written}}” is there twice.',
  'error.category_unknown': 'No product and no order is in “{{written}}”.',
  'error.shop_scope': 'Your rights are limited to some shops, so you cannot do this.',
  'error.shop_unknown': 'The rule refers to a shop that does not exist. Choose another.',
  'error.weak_password':
    'The password is too weak: at least 10 characters, nothing common or personal.',

  // The warehouse and its questions
  'error.bad_period':
    'The period is not valid: give both ends, the end not before the start, and none in the future.',
  'error.no_drilldown': 'Your role sees figures, not the people behind them.',
  'error.period_too_long': 'The period is too long. Choose a shorter one.',
  'error.query_cancelled': 'The query was cancelled.',
  'error.query_refused':
    'The warehouse cannot run this query. This is a fault of the program: tell an admin.',
  'error.query_too_big': 'The query is too big. Narrow it and try again.',
  'error.query_too_long': 'The query took too long. Narrow it and try again.',
  'error.unknown_table':
    'There is no such table of facts. This is a fault of the program: tell an admin.',
  'error.value_missing': 'A value that must be there is missing ({{where}}).',
  'error.warehouse_busy': 'The warehouse is busy. Please try again shortly.',
  'error.warehouse_down': 'The warehouse does not answer. Please try again shortly.',
  'error.wrong_columns':
    'The columns do not fit the table ({{where}}). This is a fault of the program: tell an admin.',
  'error.wrong_type':
    'The types do not fit the table ({{where}}). This is a fault of the program: tell an admin.',

  'error.not_yet': 'Too little is known for a model yet.',

  // Files
  'error.blob_missing': 'The file is no longer in the store.',
  'error.blob_url': 'The file store is not set up correctly. Tell an admin.',
  'error.file_bomb':
    'The file unpacks to far more than a table could: unpack it and upload the table itself.',
  'error.file_damaged': 'The file is damaged or cut off: export or upload it again.',
  'error.file_empty': 'The file is empty: export it again and look inside.',
  'error.file_over_archive_entries': 'The archive holds too many files: pack one table only.',
  'error.file_over_bytes': 'The file is over the size limit: split it and import the parts.',
  'error.file_over_columns': 'There are more than {{most}} columns: keep only those you need.',
  'error.file_over_rows': 'There are more than {{most}} rows: split the file and import the parts.',
  'error.file_over_unpacked_bytes':
    'Unpacked, the file is over the size limit: split it and import the parts.',
  'error.file_over_workbook_bytes':
    'The workbook is over the size limit: save the sheet as CSV and upload that.',
  'error.file_over_workbook_unpacked_bytes':
    'Unpacked, the workbook is over the size limit: save the sheet as CSV and upload that.',
  'error.file_refused': 'This file cannot be read as a table.',
  'error.file_too_large': 'The file is over a limit. Split it and upload the parts.',
  'error.header_blank': 'A column has no name: name every column, or delete the empty ones.',
  'error.header_doubled': 'Two columns have the same name: give each its own.',
  'error.header_missing': 'There is no header: put the column names into the first row.',
  'error.header_unreadable': 'The header cannot be read: check the quotes in the first row.',
  'error.json_array': 'This is one JSON array: write one JSON object on each line.',
  'error.jsonl_long_line': 'A line is too long: write one JSON object on each line.',
  'error.jsonl_no_object': 'No line is a JSON object: write one on each line.',
  'error.markup_file':
    'This is a web page or XML, not a table: open it in Excel or WPS and save it as XLSX or CSV.',
  'error.not_text': 'The file is not text: upload CSV, TSV, XLSX, Parquet or JSON Lines.',
  'error.old_workbook':
    'This is an old Excel workbook (.xls) or has a password: save it as XLSX or CSV without one.',
  'error.packed_twice': 'The file is packed twice: unpack it once and upload that.',
  'error.parquet_nested':
    'A column does not hold single values: export one plain value in each cell.',
  'error.quote_unclosed': 'A quoted cell never ends: close the quotes or remove the single one.',
  'error.unknown_encoding': 'The encoding is not known: save the file as UTF-8.',
  'error.workbook_damaged': 'The workbook is damaged: open it, save it again and upload that.',
  'error.workbook_locked': 'The workbook has a password: save it without one.',
  'error.workbook_no_sheet': 'The workbook has no such sheet: choose one of its sheets.',
  'error.workbook_too_heavy': 'The workbook is too heavy: save the sheet as CSV and upload that.',
  'error.zip_locked': 'The zip file has a password: unpack it first.',
  'error.zip_method': 'The zip method is not known: pack it again as ordinary zip or gz.',
  'error.zip_not_one_file':
    'The zip file should hold exactly one table: upload the tables one by one.',

  // Webhooks
  'error.address_not_allowed':
    'The address is private or reserved and cannot be called; if it should be, allow it on the server with HUIKE_WEBHOOKS_MAY_REACH.',
  'error.bad_url':
    'Not a usable address: begin with https:// or http://, name a host, leave no spaces.',
  'error.too_many_webhooks': 'The workspace has as many webhooks as it may have.',
  'error.unknown_event_kind': 'There is no such event; choose another.',
  'error.url_with_password': 'An address must not hold a user or a password.',
  'error.webhook_name_missing': 'Please enter a name.',
  'error.webhook_not_active': 'The webhook is not active; resume it first.',
  'error.zone_missing': 'Times need a time zone.',

  // Imports
  'error.import_failed': 'The import failed. Its job says why.',
  'error.import_file_gone': 'The file is no longer kept: upload it again.',
  'error.import_kind':
    'There is no such kind of import. Choose orders, customers, products or events.',
  'error.import_landing': 'Rows have begun to land; it can no longer be cancelled.',
  'error.import_mapping_fixed':
    'Rows have landed by this mapping; only how it is read can still change.',
  'error.import_missing': 'There is no such import.',
  'error.import_not_editable': 'This import cannot be changed now.',
  'error.import_not_finished': 'Rows can be read again when the import has finished.',
  'error.import_not_running': 'This import is not running.',
  'error.import_not_startable': 'This import cannot be started now.',
  'error.import_too_many_lists':
    'The column names more than {{most}} lists; make it an attribute instead.',
  'error.import_too_many_problems':
    'Most of the first rows cannot be read, so it stopped: check what the columns are.',
  'error.mapping_attributes': 'Too many attributes: at most 50 columns.',
  'error.mapping_column_missing': 'The file has no such column: choose again.',
  'error.mapping_field_doubled': 'A field has several columns; it takes one.',
  'error.mapping_field_unknown': 'A column cannot become this field.',
  'error.mapping_incomplete': 'A needed field has no column yet.',
  'error.mend_find': 'Say what text is to be replaced.',
  'error.mend_pattern': 'This is no pattern of a date; write it with YYYY, MM, DD, HH, mm, ss.',
  'error.mend_decimal_sign': 'The decimal sign is a point or a comma.',
  'error.mend_running': 'Rows of this import are being mended already.',
  'error.mend_nothing': 'No row of this filter waits to be mended.',
  'error.mend_not_done': 'Mending did not come to its end; the job says why.',
  'error.mend_column': 'The file has no such column.',
  'error.mend_too_long': 'A cell is too long.',
  'error.quarantined_row_missing': 'There is no such row.',
  'error.quarantined_row_settled': 'This row was already dealt with.',
  'error.replay_nothing':
    'No row waits to be read again: mend some first, or read all of the filter again.',

  // Customers, their consent, views and exports
  'error.bad_address': 'This is not a valid address. Check it and try again.',
  'error.bad_cuts': 'Enter four cut points, none smaller than the one before.',
  'error.bad_identifier': 'This e-mail address or phone number cannot be read.',
  'error.bad_stages':
    'Days must rise: new ≤ at risk < lost ≤ 3650. Loyal begins at 2 to 1000 orders.',
  'error.customer_not_found':
    'No such customer. They may have been merged, or are outside the shops you may see.',
  'error.export_forgotten': 'The file is no longer kept; export again.',
  'error.export_not_ready': 'The file is not finished yet.',
  'error.not_edited': 'Staff did not set this value; there is nothing to undo.',
  'error.attachment_empty': 'This file is empty.',
  'error.attachment_name': 'The name of the file is not valid: 1 to 200 visible characters.',
  'error.attachment_size': 'The file is over 10 MB.',
  'error.too_many_attachments': 'This customer has 100 files already; remove some first.',
  'error.identifier_taken': 'This identifier belongs to another customer.',
  'error.source_missing': 'Please say where this comes from.',
  'error.too_many_views': 'There are too many views; delete some first.',
  'error.unknown_cause': 'There is no such cause.',
  'error.unknown_channel': 'There is no such channel.',
  'error.unknown_field': 'There is no such field.',
  'error.unknown_kind': 'An identifier of this kind cannot be added by hand.',
  'error.unknown_purpose': 'There is no such purpose.',
  'error.unknown_state': 'There is no such answer: it is a yes or a withdrawal.',
  'error.unsubscribed_stays': 'An address its owner unsubscribed cannot be used again by staff.',
  'error.view_name': 'The name of a view has 1 to 80 characters.',
  'error.view_not_shared': 'This view is not yours to change.',
  'error.view_too_large': 'This view is too large to be saved.',
  'error.wording_missing': 'A yes needs the words the customer read or said.',

  // Segments
  'error.bad_customer_id': 'This is not the number of a customer.',
  'error.list_too_long': 'A list holds at most {{most}} customers.',
  'error.rule_invalid': 'A condition is not valid. Change it here: {{where}}',
  'error.rule_or_list': 'A segment has either a rule or a list of customers, not both.',
  'error.rule_outdated': 'The rule uses something that is no longer there. Change it and save.',
  'error.rule_too_heavy': 'The rule is too heavy to evaluate. Make it simpler.',
  'error.segment_archived': 'The segment is archived. Restore it first.',
  'error.segment_changed':
    'Somebody saved a newer version ({{version}}) meanwhile. Look at it, then save again.',
  'error.segment_circle':
    'The rule leads back to its own segment. Leave one of the references out.',
  'error.trait_not_found': 'There is no such trait. Take one of the trait registry.',
  'error.segment_in_use': 'Other segments refer to it. Change those first.',
  'error.segment_moving':
    'The segments changed while they were evaluated. It is tried again by itself.',
  'error.segment_name_taken': 'There is a segment of this name already. Choose another name.',
  'error.segment_needs_others': 'It refers to segments that are archived. Restore those first.',
  'error.segment_not_found': 'No such segment. It may have been deleted.',
  'error.segment_unknown':
    'The rule refers to a segment that is gone or not visible to you. Choose another.',

  // Content
  'error.active_content':
    'Something here cannot stand in an e-mail (a script, a form): mail programs remove it. Take it out.',
  'error.bad_link':
    '“{{link}}” is no address that can be used. Begin with https:// and a fixed host.',
  'error.content_changed':
    'Somebody has saved version {{latest}} meanwhile. Look at it, then save.',
  'error.liquid_syntax':
    'The Liquid is not written right: check that braces and quotes are closed.',
  'error.mjml_syntax':
    'The MJML cannot be read: check that every tag is closed and there is exactly one mj-body.',
  'error.subject_empty': 'With its words filled in, the subject is empty: add text or a default.',
  'error.template_error': 'The Liquid here cannot be rendered. Check how it is written.',
  'error.template_limit': 'This is too heavy or too long: shorten its loops and its text.',
  'error.template_too_large': 'This is too long. Shorten it.',
  'error.too_many_links': 'Too many links: an e-mail may have 200 different ones.',
  'error.unknown_filter': 'There is no filter “{{name}}”. Choose one from the list.',
  'error.unknown_value': 'There is no word “{{name}}”. Choose one from “Insert a word”.',

  // Broadcasts
  'error.bad_audience': 'Choose 1 to 20 live segments, or everyone you may see, not both.',
  'error.bad_expiry': 'The latest delay is between 1 minute and 7 days.',
  'error.bad_goal': 'The goal window has 1 to 90 days.',
  'error.bad_holdout': 'The holdout is between 0 and 50 %.',
  'error.bad_time': 'This time has passed already. Choose one in the future.',
  'error.broadcast_state': 'The broadcast is in a state that does not allow this. Reload and look.',
  'error.not_approved': 'Somebody else has to approve it first.',
  'error.own_approval': 'You cannot approve your own broadcast. Ask a colleague.',

  // The e-mail sender
  'error.bad_dkim_key':
    'The key must be an unencrypted RSA private key (PEM) of at least 1024 bits.',
  'error.bad_domain': 'Not a domain. Use a name like example.com.',
  'error.bad_host': 'Not the name of a server. Use a name like smtp.example.com.',
  'error.bad_port': 'A port is a number from 1 to 65535.',
  'error.bad_security': 'Choose a kind of encryption.',
  'error.bad_selector': 'A selector has letters, digits and hyphens, with no hyphen at either end.',
  'error.not_own_address':
    "A test goes only to staff of this workspace, or to the sender's own address.",
  'error.sender_missing':
    'There is no e-mail sender yet. Fill it in under “Settings → E-mail sender”.',

  // What keeps the mail server from taking mails
  'trouble.bad_security':
    'The installation names an encryption that does not exist: tell an admin.',
  'trouble.deferred': 'The mail server asked to try again later.',
  'trouble.login_refused':
    'The mail server refused the sign-in: check user and password; some providers want an app password.',
  'trouble.lost': 'The connection broke before the mail was handed over; nothing was sent.',
  'trouble.no_server':
    'No mail server is set and the local sink is not running: name a server, or start the whole service.',
  'trouble.not_supported':
    'The mail server does not support this encryption or sign-in: choose another.',
  'trouble.refused': 'The mail server refused this mail.',
  'trouble.sender_refused':
    'The mail server does not accept this sender address: check it, or have the provider verify it.',
  'trouble.server_refuses': 'The mail server refuses service for now; it is tried again later.',
  'trouble.server_unreachable':
    'The mail server cannot be reached: check its name, its port and the firewall.',
  'trouble.tls_failed':
    'The encrypted connection failed: the certificate is not valid, or the kind does not fit the port (TLS on 465, STARTTLS on 587).',
  'trouble.unknown':
    'The server did not answer after the mail was handed over; it may or may not have it.',

  // Why a message did not go, or how it ended
  'reason.bad_address': 'Not a working address',
  'reason.cancelled': 'The broadcast was cancelled',
  'reason.customer_gone': 'Customer erased',
  'reason.no_address': 'No address',
  'reason.no_answer': 'No answer after the hand-over',
  'reason.no_consent': 'No consent',
  'reason.server_refused': 'The server refused it',
  'reason.suppressed': 'Address is suppressed',
  'reason.template_error': 'The template fails for this person',
  'reason.tried_too_often': 'Tried too often',
  'reason.unsubscribed': 'Unsubscribed',
  'reason.withdrawn': 'Consent withdrawn',
  'reason.worker_died': 'The program fell during the hand-over',

  // Who is who
  'error.suggestion_decided': 'Somebody has answered this already.',
  'error.suggestion_is_open': 'Nobody has answered this yet.',
  'error.suggestion_overtaken': 'They were separated since; there is nothing to take back.',
  'error.member_already': 'They are a member already.',
  'error.member_elsewhere': 'They are in another group of this kind; take them out there first.',
  'error.two_households': 'Both have a household of their own; take one of them out first.',
  'error.group_is_full': 'A group has at most {{most}} members added by hand.',
  'error.already_one_person': 'They are one person already.',
  'error.too_many_records': 'A person has at most {{most}} records.',
  'error.only_identifier': 'Nothing else leads to this customer, so it cannot be taken out.',
  'error.split_undone': 'This was taken back already.',
  'error.one_record_only': 'This person has one record only; there is nothing to separate.',
  'error.note_length': 'A note has 1 to 4000 characters.',
  'error.note_is_no_task': 'A note without a day is no task.',
  'error.task_without_day': 'Choose the day by which it is to be done.',
  'error.too_many_notes': 'This customer has too many notes. Remove some first.',
  'error.unknown_staff': 'Nobody of this workspace has this number.',
  'error.customer_merged': 'This customer was merged into customer {{customer_id}}.',
  'error.no_match_rule': 'There is no rule for this kind of identifier.',
  'error.unknown_mode': 'There is no such way.',
};
