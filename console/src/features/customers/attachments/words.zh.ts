/** The words of files kept with a customer. */
export const words = {
  files: '附件',
  add: '添加附件',
  'add.file': '要保存的文件',
  hint: '每个不超过 10 MB；加密保存，删除客户个人数据时一并失效。',
  none: '还没有附件',
  added: '附件已保存',
  by: '{{who}} 保存于',
  open: '下载',
  'open.of': '下载“{{name}}”',
  'open.hint': '下载会记入审计',
  remove: '删除',
  'remove.of': '删除“{{name}}”',
  'remove.title': '删除这个附件？',
  'remove.text': '“{{name}}”删除后无法恢复。',
  'remove.done': '附件已删除',
};
