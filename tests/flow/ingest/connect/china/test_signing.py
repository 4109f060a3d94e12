"""Signatures against those that the platforms and their SDKs publish."""

import pytest

from huike.flow.ingest.connect.kinds.china import signing

ITEM = {
    "method": "taobao.item.seller.get",
    "app_key": "12345678",
    "session": "test",
    "timestamp": "2016-01-01 12:00:00",
    "format": "json",
    "v": "2.0",
    "fields": "num_iid,title,nick,price,num",
    "num_iid": "11223344",
}


def test_the_signature_that_taobao_publishes():
    params = {
        "app_key": "test",
        "fields": "nick",
        "format": "xml",
        "method": "taobao.user.seller.get",
        "session": "test",
        "sign_method": "md5",
        "timestamp": "2013-05-06 13:52:03",
        "v": "2.0",
    }

    assert signing.top(params, "test", "md5") == "72CB4D809B375A54502C09360D879C64"


@pytest.mark.parametrize(
    ("method", "sign"),
    [
        ("md5", "66987CB115214E59E6EC978214934FB8"),
        ("hmac", "D56D7858309C31B6251083A874D48273"),
        ("hmac-sha256", "04DB15AD0774D5CFCE2C837DE43E3FCEA9011ED74F3038FB6AB5F3C4CEA119E8"),
    ],
)
def test_taobao_by_each_method(method, sign):
    assert signing.top({**ITEM, "sign_method": method}, "helloworld", method) == sign


def test_a_signature_that_is_already_there_is_no_part_of_the_next():
    params = {**ITEM, "sign_method": "md5"}

    assert signing.top({**params, "sign": "X"}, "s", "md5") == signing.top(params, "s", "md5")


def test_a_call_of_the_platform_has_its_body_behind_the_pairs():
    params = {
        "app_key": "12345678",
        "format": "json",
        "method": "taobao.crm.demo",
        "sign_method": "md5",
        "timestamp": "2026-01-01 12:00:00",
        "v": "2.0",
    }

    assert signing.around(params, "helloworld", '{"a":1}') == "732A39E963D0448885363FC95C3FC8F8"


def test_jd_and_pinduoduo_sign_alike():
    jd = {
        "360buy_param_json": '{"order_id":123}',
        "access_token": "test",
        "app_key": "12345678",
        "method": "jingdong.pop.order.get",
        "timestamp": "2026-01-01 12:00:00",
        "v": "2.0",
    }
    pdd = {
        "type": "pdd.order.number.list.increment.get",
        "client_id": "12345678",
        "access_token": "test",
        "timestamp": "1767240000",
        "data_type": "JSON",
        "start_updated_at": "1767238200",
        "end_updated_at": "1767240000",
        "order_status": "5",
        "refund_status": "5",
        "is_lucky_flag": "0",
        "page": "1",
        "page_size": "100",
    }

    assert signing.around(jd, "helloworld") == "47332B75BA163AE2781E79E49D44B695"
    assert signing.around(pdd, "helloworld") == "759414CC1EDB5D781BA59CA84BEAB6D6"


def test_douyin_signs_the_body_as_it_is_sent():
    body = signing.plain_json({"update_time_start": 1767196800, "size": 100, "page": 0})

    sign = signing.douyin("12345678", "order.searchList", body, "2026-01-01 12:00:00", "helloworld")

    assert body == '{"page":0,"size":100,"update_time_start":1767196800}'
    assert sign == "7b0c0825527fd9137fdbc45fa2d2d2f8040f5556d371bdbea726dabe13b154de"


def test_json_is_in_order_at_every_level_and_escapes_nothing():
    assert signing.plain_json({"b": [{"d": "<茶>", "c": 1}], "a": "&"}) == (
        '{"a":"&","b":[{"c":1,"d":"<茶>"}]}'
    )
