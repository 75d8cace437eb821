from kb.models.article import Article as Article
from kb.models.article import ArticleStatus as ArticleStatus
from kb.models.article import article_product as article_product
from kb.models.article import article_tag as article_tag
from kb.models.collection import Collection as Collection
from kb.models.feedback import Feedback as Feedback
from kb.models.feedback import FeedbackReason as FeedbackReason
from kb.models.revision import Revision as Revision
