-- People of a broadcast who came to a stage, and what they spent in the goal window.
SELECT customer_id, revenue AS value
FROM /*from broadcast_people*/ AS p
WHERE multiIf(
        {stage:String} = 'audience', 1,
        {stage:String} = 'holdout', arm = 'holdout',
        {stage:String} = 'bought_holdout', arm = 'holdout' AND orders > 0,
        arm != 'treated', 0,
        {stage:String} = 'treated', 1,
        {stage:String} = 'delivered', has(acts, 'sent') AND NOT has(acts, 'bounced'),
        {stage:String} = 'opened', has(acts, 'sent') AND hasAny(acts, ['opened', 'clicked']),
        {stage:String} = 'clicked', has(acts, 'sent') AND has(acts, 'clicked'),
        {stage:String} = 'ordered', has(acts, 'sent') AND orders_after_click > 0,
        {stage:String} = 'bought_treated', orders > 0,
        {stage:String} = 'unsubscribed', has(acts, 'unsubscribed'),
        {stage:String} = 'waiting', ending = '',
        {stage:String} IN ('sent', 'refused', 'failed', 'unknown'), ending = {stage:String},
        0
    )
  AND ({any_reason:UInt8} = 1 OR reason = {reason:String})
