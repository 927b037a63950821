# Words for the names that the store, the API and exports have for choices.
choice-category = { $name ->
    [csam] child sexual abuse material
    [grooming] grooming
    [sextortion] sextortion
    [hate_speech] hate speech
    [other] something else
   *[other] { $name }
}
choice-outcome = { $name ->
    [spam] spam
    [repeat] repeat
    [out_of_remit] out of remit
    [needs_more] not enough to find it
    [not_found] not found
    [not_illegal] assessed as not illegal
    [assessed_illegal] assessed as illegal
   *[other] { $name }
}
choice-site-type = { $name ->
    [website] website
    [filehost] host for files
    [imagestore] store of pictures for subscribers
    [imageboard] message board for pictures
    [forum] forum
    [bannersite] site with banners
    [linksite] list of links
    [socialsite] social network
    [redirector] redirector
    [webarchived] archive of the web
    [searchprovider] search engine
    [imagehost] host for pictures
    [blog] blog
    [webpage] single page
   *[other] { $name }
}
choice-waited = { $name ->
    [hours] under 8 hours
    [day] under 1 day
    [days] under 3 days
    [longer] 3 days or longer
   *[other] { $name }
}
