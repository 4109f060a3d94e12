/** Forms: save, put each refusal at its field, say that it worked; in a drawer, close it. */
import { Button, Form, type FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { problemText, type Problem } from '../api/problem';
import { useAct, type QueryKey } from '../api/queries';
import { useSharedWords } from '../i18n/words';
import { DetailDrawer, useCloseDrawer } from './DetailDrawer';
import css from './FormDrawer.module.css';

interface FormDrawerProps<Values extends object, Out> {
  title: string;
  initial: Partial<Values>;
  save: (values: Values) => Promise<Out>;
  /** The verb on the button; "Save" by default. */
  act?: string;
  refresh?: QueryKey[];
  said?: string;
  /** Instead of closing. */
  then?: (out: Out) => void;
  acts?: ReactNode;
  children: ReactNode;
}

export function FormDrawer<Values extends object, Out = unknown>(
  props: FormDrawerProps<Values, Out>,
) {
  const close = useCloseDrawer();
  return (
    <DetailDrawer title={props.title} width={480} acts={props.acts}>
      <InlineForm {...props} then={props.then ?? close} onCancel={close} />
    </DetailDrawer>
  );
}

type InlineFormProps<Values extends object, Out> = Omit<
  FormDrawerProps<Values, Out>,
  'title' | 'acts'
> & { onCancel?: () => void; isReadOnly?: boolean };

/** A form in a page or drawer with its own button; `isReadOnly` shows it without one. */
export function InlineForm<Values extends object, Out = unknown>(
  props: InlineFormProps<Values, Out>,
) {
  const t = useSharedWords();
  const { form, submit, isBusy } = useForm<Values, Out>({
    save: props.save,
    refresh: props.refresh,
    said: props.said ?? t('saved'),
    then: props.then,
  });
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark="optional"
      initialValues={props.initial}
      onFinish={submit}
      disabled={props.isReadOnly}
      scrollToFirstError
    >
      {props.children}
      {!props.isReadOnly && (
        <div className={css.acts}>
          <Button type="primary" htmlType="submit" loading={isBusy}>
            {props.act ?? t('save')}
          </Button>
          {props.onCancel && <Button onClick={props.onCancel}>{t('cancel')}</Button>}
        </div>
      )}
    </Form>
  );
}

interface FormAct<Values, Out> {
  save: (values: Values) => Promise<Out>;
  refresh?: QueryKey[];
  said?: string;
  then?: (out: Out) => void;
}

/** antd's Form bound to an act: `const { form, submit, isBusy } = useForm({ save })`. */
export function useForm<Values extends object, Out = unknown>(act: FormAct<Values, Out>) {
  const t = useSharedWords();
  const [form] = Form.useForm<Values>();
  const saving = useAct<Values, Out>({
    run: act.save,
    refresh: act.refresh,
    said: act.said,
    then: act.then,
    failed: (problem) => placeProblem(form, problem, problemText(problem, t)),
  });
  return { form, submit: (values: Values) => saving.mutate(values), isBusy: saving.isPending };
}

/** Shows a refusal at the field it names; false when no field of the form has that name. */
export function placeProblem(form: FormInstance, problem: Problem, text: string): boolean {
  const name = problem.where.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const last = name.at(-1);
  const found = [name, [last]].find(
    (path) => form.getFieldInstance(path as string[]) !== undefined,
  );
  if (!problem.where || !found) return false;
  form.setFields([{ name: found as string[], errors: [text] }]);
  form.scrollToField(found);
  return true;
}
