from django.urls.resolvers import URLPattern

app_name = "voices"
urlpatterns: list[URLPattern] = []
