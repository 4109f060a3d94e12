/** Another name for a content. */
import { Form, Input } from 'antd';
import { useNavigate, useParams } from 'react-router';
import { RecordDrawer } from '../../../shared/ui/DetailDrawer';
import { FormDrawer } from '../../../shared/ui/FormDrawer';
import { keys, renameContent, useContent, type Content } from '../api';
import { urls } from '../urls';
import { useWords } from '../words';

export function Component() {
  const t = useWords();
  const navigate = useNavigate();
  const id = Number(useParams().contentId);
  const asked = useContent(id);
  if (!asked.data) {
    return (
      <RecordDrawer of={asked} title={() => t('rename')}>
        {() => null}
      </RecordDrawer>
    );
  }
  return (
    <FormDrawer<{ name: string }, Content>
      title={t('rename')}
      initial={{ name: asked.data.name }}
      save={({ name }) => renameContent(id, name)}
      refresh={[keys.content]}
      said={t('renamed')}
      then={() => void navigate(urls.one(id))}
    >
      <Form.Item
        name="name"
        label={t('name')}
        extra={t('name.extra')}
        rules={[{ required: true, whitespace: true, message: t('name.needed') }]}
      >
        <Input maxLength={200} />
      </Form.Item>
    </FormDrawer>
  );
}
