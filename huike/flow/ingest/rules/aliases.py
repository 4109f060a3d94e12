"""Header names that shops and platforms write for our fields; the better name stands first."""


def _names(lines: str) -> tuple[str, ...]:
    return tuple(name.strip() for line in lines.splitlines() for name in line.split("|") if name)


USER_ID = _names("""user id|userid|customer id|customer|member id|buyer id|household id
会员id|会员编号|会员号|会员卡号|店铺会员号|用户id|用户编号|用户名|客户编号|客户id|客户号|客户代码
顾客编号|顾客id|买家id|买家编号|买家账号|买家会员名|买家昵称|下单帐号|下单账号""")
EMAIL = _names("e-mail|mail|email address|customer email|邮箱|电子邮箱|电子邮件")
PHONE = _names("""mobile|phone number|telephone|tel
手机|手机号|手机号码|联系手机|联系电话|电话|收件人手机号|收货人手机""")
NAME = _names("""customer name|full name|buyer name
姓名|客户姓名|收货人姓名|收件人|收货人|客户名称""")
FIRST_NAME = _names("given name|fname")
LAST_NAME = _names("family name|surname|lname")
OPTED_OUT = _names("unsubscribed|do not email|do not contact|已退订|退订")
BOUNCED = _names("hard bounced|退信")
LISTS = _names("list memberships|segments|人群|名单")
TAGS = _names("标签")

ORDER_NO = _names("""order|order id|order number|order no.|invoice no|invoiceno|invoice
订单编号|订单号|主订单编号|交易编号""")
ORDERED_AT = _names("""order date|order time|date|created at|placed at|paid at|timestamp
invoice date
订单创建时间|下单时间|订单提交时间|订单成交时间|付款时间|订单付款时间|成交时间|日期""")
QUANTITY = _names("""qty|count|lineitem quantity
数量|商品数量|购买数量|订购数量|商品数量(件)|宝贝总数量""")
UNIT_PRICE = _names("price|unit price|item price|lineitem price|单价|价格|商品单价|京东价")
AMOUNT = _names("""amount paid|paid|total|line total|sales value
实付金额|买家实际支付金额|买家实付金额|用户实付金额(元)
订单金额|应付金额|订单应付金额|金额|总金额""")
DISCOUNT = _names("""discount amount|discounts
优惠|优惠金额|折扣|店铺优惠折扣(元)|平台优惠折扣(元)""")
STATUS = _names("order status|financial status|state|订单状态|状态")
REFUND = _names("refunded amount|refund amount|退款金额|退款金额(元)|已退款金额")
AFTER_SALE = _names("after sale|退款状态|售后状态")
PAYMENT_METHOD = _names("""payment type|pay method|pay type|tender|tender type
支付方式|付款方式|支付渠道|付款渠道""")
PAID_AT = _names("""paid time|payment time|pay time|payment date
付款时间|订单付款时间|支付时间|订单支付时间|付款确认时间|支付完成时间""")
SHIPPED_AT = _names("""shipped time|ship date|shipped date|fulfilled at|dispatch date
发货时间|订单发货时间""")
SIGNED_AT = _names("""delivered at|delivery date|received at|signed time
签收时间|确认收货时间|收货时间""")
CARRIER = _names("""courier|shipping company|shipping carrier
物流公司|快递公司|承运商|快递名称""")
TRACKING_NO = _names("""tracking number|tracking id|tracking|waybill|waybill no
物流单号|快递单号|运单号|运单编号""")
COUPON = _names("coupon code|discount code|promo code|优惠码|优惠券码|优惠券编号|优惠券名称")
CURRENCY = _names("currency code|币种|货币")

REVIEW_WORDS = _names("""review|review body|reviewbody|review text
comment|comments|content|text|body
评价内容|评论内容|评价|评论|初评内容|内容|正文""")
STARS = _names("star|rating|score|review rating|星级|评分|评价星级|打分|评价等级|总体评分")
WRITTEN_AT = _names("""review date|review time|reviewed at|created at|date|timestamp
评价时间|评论时间|评价日期|评论日期|发表时间|时间|日期""")
REVIEW_ID = _names("review number|comment id|评价编号|评价id|评论编号|评论id|index")
REPLY = _names("seller reply|merchant reply|shop reply|商家回复|卖家回复|回复内容|回复|解释")
REPLIED_AT = _names("reply time|reply date|回复时间|解释时间")
IMAGES = _names("image count|pictures|photos|晒图|图片|图片数|晒图数|评价图片")
ANONYMOUS = _names("anonymous|是否匿名|匿名|匿名评价")
LANGUAGE = _names("lang|locale|语言")
CONTACTED_AT = _names("""contact time|contact date|started at|call time|created at|date|timestamp
咨询时间|咨询开始时间|会话开始时间|接待时间|来电时间|通话时间|进线时间|创建时间|时间|日期""")
TICKET_ID = _names("""ticket|case id|conversation id|session id|call id|contact id
会话id|会话编号|咨询编号|工单号|工单编号|通话编号""")
CONTACT_CHANNEL = _names("medium|contact channel|渠道|咨询渠道|接入渠道|来源渠道|咨询方式")
TOPIC = _names("""subject|reason|contact reason|category
咨询类型|咨询分类|咨询内容|问题类型|问题分类|主题|来电原因""")
OUTCOME = _names("result|resolution|处理结果|解决状态|是否解决|跟进结果|结果")
AGENT = _names("agent name|handled by|客服|客服昵称|客服账号|接待客服|坐席|处理人")
SECONDS = _names("""duration seconds|duration|talk time|handle time
时长(秒)|时长（秒）|会话时长(秒)|通话时长(秒)|通话时长|会话时长|时长""")
SATISFACTION = _names("csat|satisfaction|score|满意度|满意度评分|评分")
VISITED_AT = _names("""visit time|visit date|check in time|checked in at|date|timestamp
到店时间|到店日期|进店时间|来访时间|签到时间|时间|日期""")
VISIT_ID = _names("visit number|visit no|到店编号|到店记录编号|来访编号|预约编号|预约号")
STORE = _names("store name|branch|location|门店|门店名称|到店门店|店铺")
GUIDE = _names("staff|sales associate|sales|advisor|导购|接待导购|接待人|店员|顾问")
PURPOSE = _names("reason|visit reason|到店目的|来访目的|来意|到店原因")
SKU = _names("""product id|item id|sku id|stock code|lineitem sku|variant sku
商家编码|商品编码|商品编号|商品id|货号|外部系统编号""")
TITLE = _names("""product|product name|product title|item name|description|lineitem name
商品名称|商品标题|宝贝标题|标题|选购商品|商品|品名""")
PRODUCT_TITLE = ("name", *TITLE)
CATEGORY = _names("product category|product type|类目|分类|品类|商品类目")
DEPARTMENT = _names("section|一级类目|大类|部门")
BRAND = _names("vendor|品牌")
UNIT = _names("""uom|unit of measure|sales unit|selling unit|base unit
单位|计量单位|销售单位|售卖单位|商品单位|规格单位""")
PRICE = _names("unit price|list price|variant price|单价|价格|售价|一口价")
COST = _names("unit cost|cost price|cost per item|purchase price|成本|成本价|进货价|采购价")
STOCK = _names("""inventory|quantity|stock quantity|inventory quantity|on hand|available
库存|库存数|库存数量|可用库存|现有库存""")
