"""The words of reviews, sealed under their authors' keys."""

from django.db import models

from huike.base.access.models import Workspace


class ReviewWords(models.Model):
    """What a review says and what the shop replied, unreadable once its author is erased."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    shop_id = models.BigIntegerField()  # commerce.Shop
    review_key = models.BigIntegerField()  # of the warehouse's row
    record = models.BigIntegerField()  # whose key seals it; 0: nobody's, contacts are hidden in it
    sealed = models.BinaryField()
    version = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "shop_id", "review_key"], name="review_words_once"
            )
        ]
